// Contents: marks the place in the text, and on narrow screens opens as a sheet. Anchors beside headings.
(function () {
  "use strict";
  var nav = document.getElementById("contents");
  if (!nav) {
    return;
  }
  var links = Array.from(nav.querySelectorAll('a[href^="#"]'));
  var openers = Array.from(document.querySelectorAll(".contents-open"));
  var place = document.querySelector(".contents-place");
  var back = null;

  function target(link) {
    return document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
  }

  function above(link) {
    var list = link.closest("ul");
    var item = list && list.parentElement.closest("li");
    return item ? item.querySelector("a") : null;
  }

  function mark() {
    var line = 120;
    var here = null;
    links.forEach(function (link) {
      var section = target(link);
      if (section && section.getBoundingClientRect().top <= line) {
        here = link;
      }
    });
    links.forEach(function (link) {
      link.classList.remove("within");
      if (link === here) {
        link.setAttribute("aria-current", "location");
      } else {
        link.removeAttribute("aria-current");
      }
    });
    var parent = here && above(here);
    if (parent) {
      parent.classList.add("within");
    }
    if (place) {
      place.textContent = here ? (parent ? parent.textContent + "　" : "") + here.textContent : "目录";
    }
    if (here && !nav.classList.contains("open") && nav.scrollHeight > nav.clientHeight) {
      nav.scrollTop = here.offsetTop - nav.clientHeight / 2;
    }
  }

  var waiting = false;
  window.addEventListener(
    "scroll",
    function () {
      if (!waiting) {
        waiting = true;
        window.requestAnimationFrame(function () {
          waiting = false;
          mark();
        });
      }
    },
    { passive: true }
  );
  mark();

  function show(open) {
    nav.classList.toggle("open", open);
    document.documentElement.classList.toggle("contents-shown", open);
    openers.forEach(function (button) {
      button.setAttribute("aria-expanded", String(open));
    });
    if (open) {
      nav.setAttribute("role", "dialog");
      nav.setAttribute("aria-modal", "true");
      nav.querySelector(".contents-close").focus();
    } else {
      nav.removeAttribute("role");
      nav.removeAttribute("aria-modal");
    }
  }

  function close() {
    if (nav.classList.contains("open")) {
      show(false);
      if (back) {
        back.focus({ preventScroll: true });
      }
    }
  }

  openers.forEach(function (button) {
    button.addEventListener("click", function (event) {
      event.stopPropagation();
      back = button;
      show(true);
    });
  });
  nav.querySelector(".contents-close").addEventListener("click", close);
  nav.addEventListener("click", function (event) {
    if (event.target.closest("a")) {
      show(false);
    }
  });
  nav.addEventListener("keydown", function (event) {
    if (event.key !== "Tab" || !nav.classList.contains("open")) {
      return;
    }
    var stops = Array.from(nav.querySelectorAll("a, button"));
    var edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
    if (document.activeElement === edge) {
      event.preventDefault();
      (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      close();
    }
  });
  document.addEventListener("click", function (event) {
    if (!nav.contains(event.target)) {
      close();
    }
  });

  links.forEach(function (link) {
    var section = target(link);
    var heading = section && (section.matches("h1, h2, h3") ? section : section.querySelector("h1, h2, h3"));
    if (heading) {
      var anchor = document.createElement("a");
      anchor.className = "anchor";
      anchor.href = link.getAttribute("href");
      anchor.dataset.do = "link";
      anchor.textContent = "#";
      anchor.setAttribute("aria-label", "本节的链接：" + heading.textContent);
      heading.append(anchor);
    }
  });
})();
