function createPageHTML(total, current, name, ext) {
  function file(i) { return i === 0 ? name + "." + ext : name + "_" + i + "." + ext; }
  if (current > 0) { document.write('<a href="' + file(current - 1) + '">\u4e0a\u4e00\u9875</a>'); }
  for (var i = 0; i < total; i++) {
    document.write(i === current ? "<b>" + (i + 1) + "</b>" : '<a href="' + file(i) + '">' + (i + 1) + "</a>");
  }
  if (current < total - 1) { document.write('<a href="' + file(current + 1) + '">\u4e0b\u4e00\u9875</a>'); }
}
function uaredirect(target) {}
