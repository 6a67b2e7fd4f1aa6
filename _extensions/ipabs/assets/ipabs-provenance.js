// A number opens where it comes from (ipabs-told.js says it), with a citation and an address: a box beside it, a sheet
// on a phone.
window.ipabs = window.ipabs || {};
(function (ipabs) {
  "use strict";
  var narrow = window.matchMedia("(max-width: 699px)");
  var facts = null; // id → fact, once they are loaded
  var opened = null; // {box, button}
  var make = ipabs.told.element;

  // Where numbers come from is loaded when a number is first reached: by pointer, keyboard or address.
  var loading = {};
  function script(name) {
    if (!loading[name]) {
      loading[name] = new Promise(function (resolve) {
        var element = document.createElement("script");
        element.src = name;
        element.onload = element.onerror = resolve;
        document.head.append(element);
      });
    }
    return loading[name];
  }

  function whenKnown(action) {
    if (facts) {
      action();
      return;
    }
    script("facts.js").then(function () {
      if (!facts) {
        facts = new Map();
        ((window.ipabsFacts || {}).facts || []).forEach(function (fact) {
          facts.set(fact.id, fact);
        });
      }
      action();
    });
  }

  function links(fact, rows, box) {
    var holder = make("div", "provenance-links");
    var hash = "#fact=" + fact.id;
    if (rows.total) {
      var show = make("button", "", "查看" + rows.total + "行明细");
      show.type = "button";
      show.setAttribute("aria-expanded", "false");
      show.addEventListener("click", function () {
        var keys = box.querySelector(".provenance-rows");
        keys.hidden = !keys.hidden;
        show.setAttribute("aria-expanded", String(!keys.hidden));
        place();
        if (!keys.hidden) {
          keys.scrollIntoView({ block: "nearest" });
        }
      });
      holder.append(show);
      box.append(holder, ipabs.told.list(fact));
    } else {
      box.append(holder);
    }
    var cite = make("button", "", "复制引用");
    cite.type = "button";
    cite.addEventListener("click", function () {
      ipabs.copy(ipabs.citation(fact.name, hash), "已复制引用");
    });
    var address = make("a", "", "本数字链接");
    address.href = hash;
    address.addEventListener("click", function (event) {
      event.preventDefault();
      window.history.replaceState(null, "", hash);
      ipabs.copy(ipabs.address(hash), "已复制链接");
    });
    holder.append(cite, address);
  }

  function place() {
    if (!opened || narrow.matches) {
      return;
    }
    var box = opened.box;
    var lines = opened.button.getClientRects();
    var number = lines[lines.length - 1];
    var width = box.offsetWidth;
    var page = document.documentElement.clientWidth;
    var left = Math.min(Math.max(12, number.left + number.width / 2 - width * 0.24), page - width - 12);
    var below = number.bottom + 13;
    var above = lines[0].top - 13 - box.offsetHeight;
    var up = below + box.offsetHeight > window.innerHeight && above > 8;
    box.classList.toggle("above", up);
    box.style.left = left + window.scrollX + "px";
    box.style.top = (up ? above : below) + window.scrollY + "px";
    var middle = number.left + number.width / 2 - left - 8;
    box.querySelector(".provenance-arrow").style.left = Math.min(Math.max(14, middle), width - 34) + "px";
  }

  function close(focus) {
    if (!opened) {
      return;
    }
    var was = opened;
    opened = null;
    was.button.removeAttribute("aria-expanded");
    was.box.close();
    was.box.remove();
    if (focus) {
      was.button.focus({ preventScroll: true });
    }
  }

  function open(button) {
    whenKnown(function () {
      opening(button);
    });
  }

  // The box stands at once; counts and links follow when the rows are there, which is at once for all but the first.
  function opening(button) {
    var fact = facts.get(button.dataset.fact);
    var again = opened && opened.button === button;
    close(again);
    if (!fact || again) {
      return;
    }
    show(button, fact);
    if (!window.ipabsRows) {
      script("rows.js").then(function () {
        if (window.ipabsRows && opened && opened.button === button) {
          fill(opened.box, fact);
          place();
        }
      });
    }
  }

  // Replaces what rests on the rows; the focus stays where it is.
  function fill(box, fact) {
    var rows = ipabs.told.detail(fact);
    box.querySelector("dl").replaceWith(ipabs.told.entries(fact, rows));
    var old = box.querySelector(".provenance-rows");
    if (old) {
      var keys = ipabs.told.list(fact);
      keys.hidden = old.hidden;
      old.replaceWith(keys);
    }
  }

  function show(button, fact) {
    var box = make("dialog", "provenance");
    var shut = make("button", "provenance-close");
    shut.type = "button";
    shut.setAttribute("aria-label", "关闭");
    shut.addEventListener("click", function () {
      close(true);
    });
    box.setAttribute("aria-labelledby", "provenance-name");
    var rows = ipabs.told.detail(fact);
    box.append(make("span", "provenance-arrow"));
    ipabs.told.heading(fact, button).forEach(function (part) {
      box.append(part);
    });
    box.append(ipabs.told.entries(fact, rows));
    links(fact, rows, box);
    box.append(shut);
    box.addEventListener("cancel", function (event) {
      event.preventDefault();
      close(true);
    });
    document.body.append(box);
    opened = { box: box, button: button };
    button.setAttribute("aria-expanded", "true");
    if (narrow.matches) {
      box.showModal();
    } else {
      // Near the number before it is shown: what gets the focus is scrolled to.
      box.style.top = button.getBoundingClientRect().bottom + window.scrollY + "px";
      box.show();
    }
    place();
    shut.focus({ preventScroll: true });
  }

  function fromAddress() {
    var found = /^#fact=(.+)$/.exec(decodeURIComponent(window.location.hash));
    if (!found) {
      return;
    }
    var buttons = Array.from(document.querySelectorAll(".fact")).filter(function (button) {
      return button.dataset.fact === found[1];
    });
    // A number in the text rather than its copy at the head of the page.
    var chosen = buttons.find(function (button) {
      return button.closest(".body");
    }) || buttons[0];
    if (chosen) {
      chosen.scrollIntoView({ block: "center", behavior: "instant" });
      open(chosen);
    }
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest(".fact");
    if (button) {
      open(button);
    } else if (opened && (event.target === opened.box ? narrow.matches : !opened.box.contains(event.target))) {
      close(false);
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && opened) {
      event.preventDefault();
      close(true);
    } else if ((event.key === "Enter" || event.key === " ") && event.target.matches("span.fact")) {
      event.preventDefault();
      open(event.target);
    }
  });
  ["pointerover", "focusin"].forEach(function (reached) {
    document.addEventListener(reached, function (event) {
      if (event.target.closest && event.target.closest(".fact")) {
        whenKnown(function () {});
      }
    });
  });
  window.addEventListener("resize", place);
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
})(window.ipabs);
