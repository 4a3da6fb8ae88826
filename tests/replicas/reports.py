"""The text of a report for the replicas' pages: our own prose and invented figures in the statutory tables."""

from __future__ import annotations

from tests.demo_portal import tables


def title_of(organ: str, year: int) -> str:
    """The commonest title of a report."""
    return f"{organ}{year}年政府信息公开工作年度报告"


def body_of(organ: str, year: int, received: int = 3) -> str:
    """The body of a report as HTML: paragraphs and, from 2019 on, the tables of the form of its year.

    `received` is the number of new requests of natural persons; all of them were granted, so every sum holds.
    """
    opening = (
        f"<p>现公布{organ}{year}年政府信息公开工作年度报告，"
        f"所列数据的统计期限自{year}年1月1日起，至{year}年12月31日止。</p>"
    )
    if year < 2019:
        return opening + "".join(
            f"<p>{text}</p>"
            for text in (
                "一、总体情况",
                f"本机关{year}年安排专人负责公开事务，按月检查栏目更新。",
                "二、主动公开政府信息情况",
                f"全年主动公开政府信息{received * 40}条。",
                "三、依申请公开政府信息情况",
                f"全年收到政府信息公开申请{received}件，均按期答复。",
                "四、行政复议和行政诉讼情况",
                "未发生行政复议和行政诉讼。",
                "五、存在的主要问题及改进情况",
                "更新有时不够及时，将增加检查次数。",
            )
        )
    form = "2021" if year >= 2021 else "2019"
    count = str(received)
    applicants = [count, "0", "0", "0", "0", "0", count]
    nothing = ["0"] * 7
    requests = {code: nothing for _, rows in tables.OUTCOMES[form] for code, _ in rows}
    requests |= {code: nothing for code, _ in tables.RECEIVED}
    requests |= {"new_received": applicants, "granted": applicants, "outcomes_total": applicants}
    requests[tables.CARRIED_OUT[0]] = nothing
    disclosure = {
        table: {code: ["0"] * len(columns) for code, _ in rows} for table, _, columns, rows in tables.DISCLOSURE[form]
    }
    review = {name: ["0"] * 5 for name in tables.PROCEEDINGS}

    def drawn(grids: list[tables.Rows]) -> str:
        return "".join(tables.to_html(grid, "plain") for grid in grids)

    return "".join(
        (
            opening,
            "<p>一、总体情况</p>",
            f"<p>本机关{year}年安排专人负责公开事务，按月检查栏目更新，并在办事大厅设置查阅点。</p>",
            "<p>二、主动公开政府信息情况</p>",
            drawn(tables.disclosure(form, disclosure, {})),
            "<p>三、收到和处理政府信息公开申请情况</p>",
            drawn(tables.requests(form, requests, {})),
            "<p>四、政府信息公开行政复议、行政诉讼情况</p>",
            drawn(tables.review_litigation(review, {})),
            "<p>五、存在的主要问题及改进情况</p>",
            "<p>栏目更新有时不够及时，下一年将增加检查次数。</p>",
            "<p>六、其他需要报告的事项</p>",
            "<p>本年度没有收取信息处理费。</p>",
        )
    )
