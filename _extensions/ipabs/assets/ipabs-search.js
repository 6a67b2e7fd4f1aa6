// Search over all editions: a field on every page ("/" reaches it), results on the archive page.
(function () {
  "use strict";
  var form = document.querySelector("form.search");
  if (!form) {
    return;
  }
  var field = form.querySelector("input");
  var script = document.currentScript.src;
  var found = document.getElementById("found");
  var EACH = 5; // editions shown at a time
  var PLACES = 3; // places shown of an edition
  var WAIT = 160; // milliseconds of quiet before a search

  document.addEventListener("keydown", function (event) {
    var typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });

  if (!found) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var query = field.value.trim();
      window.location.href = form.dataset.results + (query ? "?q=" + encodeURIComponent(query) : "#search");
    });
    return;
  }

  var text = window.ipabs.words;
  var listed = document.getElementById("listed");
  var count = found.querySelector(".found-count");
  var list = found.querySelector(".found-list");
  var more = document.getElementById("found-more");
  var engine = null;
  var asked = 0;
  var timer;

  function load() {
    if (window.location.protocol === "file:") {
      return Promise.reject(new Error("file"));
    }
    if (!engine) {
      engine = import(new URL("../pagefind/pagefind.js", script).href).then(function (loaded) {
        return loaded
          .options({ excerptLength: 60 })
          .then(function () {
            return loaded.init();
          })
          .then(function () {
            return loaded;
          });
      });
      engine.catch(function () {
        engine = null;
      });
    }
    return engine;
  }

  function make(name, className, text) {
    var element = document.createElement(name);
    element.className = className;
    if (text !== undefined) {
      element.textContent = text;
    }
    return element;
  }

  // What matched stands in <mark>; all else in an excerpt is text.
  function excerpt(marked, title) {
    var line = make("p", "found-text");
    var whole = text.joined(marked.replace(/<\/mark>\s*<mark>/g, " "));
    if (whole.indexOf(title) === 0) {
      whole = whole.slice(title.length); // it stands above the excerpt already
    }
    whole.split(/(<mark>.*?<\/mark>)/).forEach(function (part) {
      var match = /^<mark>(.*)<\/mark>$/.exec(part);
      var shown = (match ? match[1] : part).replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&amp;/g, "&");
      line.append(match ? make("mark", "", shown) : shown);
    });
    return line;
  }

  function address(url) {
    return url.replace(/^.*?(?=editions\/)/, "");
  }

  function entry(data, query) {
    var item = make("li", "");
    var title = make("h3", "");
    var link = make("a", "", text.joined(data.meta.title));
    link.href = address(data.url);
    title.append(link);
    item.append(title);
    var exact = text.places(data, query);
    (exact.length ? exact : data.sub_results).slice(0, PLACES).forEach(function (place) {
      var holder = make("div", "found-place");
      if (place.title !== data.meta.title) {
        var name = make("a", "", text.joined(place.title));
        name.href = address(place.url);
        holder.append(name);
      }
      holder.append(excerpt(place.excerpt, text.joined(place.title)));
      item.append(holder);
    });
    return item;
  }

  function show(on) {
    found.hidden = !on;
    listed.hidden = on;
  }

  function tell(text) {
    list.replaceChildren();
    more.hidden = true;
    count.textContent = text;
    show(true);
  }

  function append(results, from, turn, query) {
    return Promise.all(
      results.slice(from, from + EACH).map(function (result) {
        return result.data ? result.data() : result; // one that was looked into has its data
      })
    ).then(function (entries) {
      if (turn !== asked) {
        return;
      }
      entries.forEach(function (data) {
        list.append(entry(data, query));
      });
      more.hidden = from + EACH >= results.length;
      more.onclick = function () {
        var next = from + EACH;
        append(results, next, turn, query).then(function () {
          list.children[next].querySelector("a").focus();
        });
      };
    });
  }

  function search(query) {
    asked += 1;
    var turn = asked;
    var exact = true;
    var place = new URL(window.location.href);
    if (query) {
      place.searchParams.set("q", query);
    } else {
      place.searchParams.delete("q");
    }
    if (window.location.protocol !== "file:") {
      window.history.replaceState(null, "", place.search + (query ? "" : place.hash) || place.pathname);
    }
    if (!query) {
      show(false);
      return;
    }
    load()
      .then(function (loaded) {
        var newest = { sort: { period: "desc" } };
        return loaded.search('"' + text.cut(query) + '"', newest).then(function (answer) {
          if (answer.results.length) {
            return answer.results;
          }
          return loaded
            .search(text.cut(query), newest)
            .then(function (loose) {
              return text.verified(loose.results, query);
            })
            .then(function (looked) {
              exact = looked.exact;
              return looked.found;
            });
        });
      })
      .then(function (results) {
        if (turn !== asked) {
          return;
        }
        var number = results.length;
        if (!number) {
          tell("没有找到“" + query + "”。可换一个词，或少写几个字。");
        } else if (exact) {
          tell("“" + query + "”见于" + number + "期，新的在前");
        } else {
          tell("没有原样的“" + query + "”；以下" + number + "期含有其中的字词，新的在前");
        }
        return append(results, 0, turn, query);
      })
      .catch(function (error) {
        if (turn === asked) {
          tell(
            error.message === "file"
              ? "直接从磁盘打开的页面不能搜索：请通过网络服务器打开本站。"
              : "搜索索引没有载入：本站可能尚未建立索引，请稍后再试。"
          );
        }
      });
  }

  field.addEventListener("input", function () {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () {
      search(field.value.trim());
    }, WAIT);
  });
  field.addEventListener("focus", function () {
    load().catch(function () {}); // the first answer comes sooner
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    window.clearTimeout(timer);
    search(field.value.trim());
  });
  document.getElementById("found-close").addEventListener("click", function () {
    field.value = "";
    search("");
    field.focus();
  });

  var given = new URL(window.location.href).searchParams.get("q");
  if (given) {
    field.value = given;
    search(given.trim());
  } else if (window.location.hash === "#search") {
    field.focus();
  }
})();
