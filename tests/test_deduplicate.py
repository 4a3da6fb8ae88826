"""Several documents of one report: which is shown, and what the others are to it."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from pipelines.deduplicate import Candidate, Relation, Standing, content_digest, rank, relate, words_digest
from pipelines.records import Agreement, Figure, Form, Organ, Report, Section, Source, State

PLAIN = Candidate("b" * 64, "http://www.a.gov.cn/long/1.html", "x", 10)


@pytest.mark.parametrize(
    "better",
    [
        replace(PLAIN, figures=11),
        replace(PLAIN, url="https://www.a.gov.cn/long/1.html"),
        replace(PLAIN, url="http://www.a.gov.cn/1.html"),
        replace(PLAIN, url="http://www.a.gov.cn/long/0.html"),
        replace(PLAIN, sha256="a" * 64),
    ],
)
def test_choice(better: Candidate) -> None:
    assert rank([PLAIN, better]) == rank([better, PLAIN]) == [better, PLAIN]


def test_what_stands_now_goes_before_all_else() -> None:
    full = replace(PLAIN, figures=99, url="https://a.cn/")
    others = [replace(full, standing=standing) for standing in Standing if standing is not Standing.NOW]
    assert rank([*reversed(others), PLAIN]) == [PLAIN, *others]


def test_more_figures_go_before_a_shorter_address() -> None:
    short = replace(PLAIN, url="https://a.cn/", figures=9)
    assert rank([short, PLAIN]) == [PLAIN, short]


def test_what_is_still_there_goes_before_what_vanished_and_not_before_more_figures() -> None:
    vanished = replace(PLAIN, url="https://a.cn/", gone=True)
    assert rank([vanished, PLAIN]) == [PLAIN, vanished]
    assert rank([replace(vanished, figures=11), PLAIN])[0].gone


def test_choice_does_not_depend_on_order() -> None:
    several = [
        PLAIN,
        replace(PLAIN, figures=12, standing=Standing.REPLACED),
        replace(PLAIN, sha256="c" * 64),
        replace(PLAIN, url="https://www.a.gov.cn/x", figures=9),
    ]
    assert len({tuple(rank(order)) for order in permutations(several)}) == 1


def test_relations() -> None:
    assert relate(PLAIN, PLAIN) is Relation.CANONICAL
    revision = replace(PLAIN, revises=True)
    assert relate(revision, revision) is Relation.REVISION
    assert relate(replace(revision, url="http://b.cn/"), PLAIN) is Relation.COPY
    assert relate(replace(PLAIN, sha256="c" * 64), PLAIN) is Relation.COPY
    assert relate(replace(PLAIN, url="http://b.cn/"), PLAIN) is Relation.COPY
    assert relate(replace(PLAIN, content="y"), PLAIN) is Relation.SUPERSEDED


def figure(number: int, value: float | None, source: Source = Source.TABLE, state: State = State.NUMBER) -> Figure:
    return Figure(f"t.r{number}.c", source, value, str(value), state, None, "t1r1c1", None, "header", Agreement.SINGLE)


def report(*figures: Figure, text: str = "正文", title: str = "年报") -> Report:
    organ = Organ("430981", "沅江市人民政府", "430981", "county", "government")
    return Report(
        organ, 2020, Form.TABLES_2019, title, None, None, (Section(1, "", "other", text),), (), figures, (), ()
    )


THREE = (figure(1, 1), figure(2, 2), figure(3, 3))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (report(*reversed(THREE)), True),
        (report(*THREE, text="另一个页面的框架", title="又名"), True),
        (report(*(replace(each, locator="t9r9c9", method="slots", raw=" 1 ") for each in THREE)), True),
        (report(*THREE[:2], figure(3, 4)), False),
        (report(*THREE, figure(4, 0, state=State.ZERO)), False),
        (report(*THREE[:2], figure(3, None, state=State.BLANK)), False),
        (report(*THREE[:2], figure(3, 3, source=Source.PROSE)), False),
    ],
)
def test_the_same_figures_are_the_same_report(other: Report, same: bool) -> None:
    assert (content_digest(report(*THREE)) == content_digest(other)) is same


def test_blank_and_slash_are_not_the_same() -> None:
    blank, slash = figure(4, None, state=State.BLANK), figure(4, None, state=State.SLASH)
    assert content_digest(report(*THREE, blank)) != content_digest(report(*THREE, slash))


def test_with_few_figures_the_words_count() -> None:
    few = THREE[:2]
    assert content_digest(report(*few)) == content_digest(report(*few, text=" 正，文\n"))
    assert content_digest(report(*few)) != content_digest(report(*few, text="正文二"))
    told = [figure(number, 1, source=Source.PROSE) for number in range(9)]
    assert content_digest(report(*few, *told)) != content_digest(report(*few, *told, text="正文二"))
    assert content_digest(report(*few, text="共3件")) != content_digest(report(*few, text="共4件"))


def test_words_count_without_punctuation_and_visits() -> None:
    plain = words_digest(report(text="发布日期：2021-01-20\n全年收到申请3件。"))
    assert words_digest(report(text="发布日期：2021-01-20 浏览次数：815\n全年收到申请3件")) == plain
    assert words_digest(report(text="发布日期：2021-01-20 点击量: 9\n全年收到申请 3 件")) == plain
    assert words_digest(report(text="发布日期：2021-01-20\n全年收到申请4件。")) != plain
    assert words_digest(report(*THREE, text="正文")) == words_digest(report(text="正文"))
