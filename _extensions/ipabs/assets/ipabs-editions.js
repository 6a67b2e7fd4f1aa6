// Neighbouring editions and a hint at the newest one, from the site's list (assets/editions.js).
(function () {
  "use strict";
  var all = window.ipabsEditions || [];
  var own = document.body.dataset.edition;
  var at = all.findIndex(function (edition) {
    return edition.name === own;
  });
  if (at < 0) {
    return;
  }

  function link(edition, rel, word) {
    var element = document.createElement("a");
    var small = document.createElement("small");
    small.textContent = word;
    element.rel = rel;
    element.href = "../" + edition.name + "/index.html";
    element.append(small, edition.title);
    return element;
  }

  // The list is newest first.
  var nav = document.getElementById("neighbours");
  var found = [];
  if (all[at + 1]) {
    found.push(link(all[at + 1], "prev", "上一期"));
  }
  if (all[at - 1]) {
    found.push(link(all[at - 1], "next", "下一期"));
  }
  if (nav) {
    nav.replaceChildren.apply(nav, found);
    nav.hidden = found.length === 0;
  }
  var newer = document.getElementById("newer");
  if (newer) {
    newer.hidden = at === 0;
    var address = newer.querySelector("a");
    address.href = "../" + all[0].name + "/index.html";
    address.textContent = all[0].title;
  }
})();
