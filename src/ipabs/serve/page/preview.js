// Keeps a previewed page up with its sources: reloads it where the reader was, and says what is being done or failed.
(function () {
  "use strict";
  var OWN = "/_preview/";
  var PLACE = "ipabs-preview-place";
  var SETTLING = 3000; // milliseconds in which charts and fonts may still move what the reader looked at
  var QUIET = 250; // shorter builds are not announced
  var TOP = 100; // pixels from the top of the window at which the reader is taken to read

  var version = document.currentScript.dataset.version;
  var leaving = false;

  // The place of reading

  function anchor() {
    var found = null;
    document.querySelectorAll("#body [id]").forEach(function (element) {
      if (!(element instanceof HTMLElement)) return;
      var top = element.getBoundingClientRect().top;
      if (top <= TOP && (!found || top >= found.top)) found = { id: element.id, top: top };
    });
    return found;
  }

  function remember() {
    var place = { path: location.pathname, x: window.scrollX, y: window.scrollY };
    var near = place.y > TOP ? anchor() : null;
    if (near) {
      place.id = near.id;
      place.top = near.top;
    }
    try {
      sessionStorage.setItem(PLACE, JSON.stringify(place));
      history.scrollRestoration = "manual";
    } catch (error) {
      // without storage the browser's own memory has to do
    }
  }

  function recalled() {
    try {
      var text = sessionStorage.getItem(PLACE);
      sessionStorage.removeItem(PLACE);
      var place = JSON.parse(text);
      return place && place.path === location.pathname ? place : null;
    } catch (error) {
      return null;
    }
  }

  function restore() {
    var place = recalled();
    if (!place) {
      history.scrollRestoration = "auto";
      return;
    }
    function put() {
      var element = place.id && document.getElementById(place.id);
      var y = element ? window.scrollY + element.getBoundingClientRect().top - place.top : place.y;
      window.scrollTo({ left: place.x, top: y, behavior: "instant" });
    }
    var watching = new ResizeObserver(put);
    function settled() {
      watching.disconnect();
    }
    put();
    watching.observe(document.body);
    // The browser puts its own place back after the page has loaded, if it is let.
    window.addEventListener("load", function () {
      setTimeout(function () {
        history.scrollRestoration = "auto";
      }, SETTLING);
    });
    ["wheel", "touchstart", "pointerdown", "keydown"].forEach(function (kind) {
      window.addEventListener(kind, settled, { once: true, passive: true });
    });
    setTimeout(settled, SETTLING);
  }

  // What is laid over the page

  function element(tag, attributes, parent) {
    var made = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) {
      made.setAttribute(name, attributes[name]);
    });
    parent.append(made);
    return made;
  }

  var host = document.createElement("div");
  host.id = "ipabs-preview";
  host.hidden = true;
  var root = host.attachShadow({ mode: "open" });
  var style = element("link", { rel: "stylesheet", href: OWN + "preview.css" }, root);
  style.addEventListener("load", function () {
    host.hidden = false;
  });
  var status = element("p", { class: "status", role: "status" }, root);
  var panel = element("section", { class: "panel", "aria-label": "更新失败" }, root);
  panel.hidden = true;
  var head = element("div", { class: "head" }, panel);
  var alert = element("div", { class: "alert", role: "alert" }, head);
  var fold = element("button", { type: "button", "aria-controls": "failure" }, head);
  var failure = element("pre", { id: "failure", tabindex: "0", role: "region", "aria-label": "失败原因" }, panel);
  document.body.append(host);

  function folded(yes) {
    failure.hidden = yes;
    fold.textContent = yes ? "展开" : "收起";
    fold.setAttribute("aria-expanded", String(!yes));
  }

  fold.addEventListener("click", function () {
    folded(!failure.hidden);
  });
  panel.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    folded(true);
    fold.focus();
    event.stopPropagation();
  });

  function showFailure(text) {
    if (text && text !== failure.textContent) {
      failure.textContent = text;
      alert.replaceChildren();
      element("p", { class: "title" }, alert).textContent = "更新失败";
      element("p", {}, alert).textContent = version
        ? "页面仍是上一次成功生成的内容；改好后会自动更新。"
        : "改好后会自动更新。";
      folded(false);
    }
    if (!text) {
      failure.textContent = "";
      alert.replaceChildren();
    }
    panel.hidden = !text;
  }

  var announcing = 0;

  function say(text, patience) {
    clearTimeout(announcing);
    announcing = setTimeout(function () {
      if (status.textContent !== text) status.textContent = text;
    }, text ? patience : 0);
  }

  // What the server tells

  function show(told) {
    if (leaving) return;
    if (told.version && told.version !== version) {
      leaving = true;
      remember();
      location.reload();
      return;
    }
    showFailure(told.failure);
    say(told.state === "building" ? "正在更新…" : "", QUIET);
  }

  var source = null;

  function listen() {
    if (source) return;
    source = new EventSource(OWN + "events");
    source.onmessage = function (event) {
      show(JSON.parse(event.data));
    };
    source.onerror = function () {
      say("预览已断开，正在重新连接…", 1000);
      if (source.readyState === EventSource.CLOSED) {
        source = null;
        setTimeout(listen, 1000);
      }
    };
  }

  function rest() {
    if (source) source.close();
    source = null;
  }

  // A browser keeps few connections to one server: pages that nobody sees give theirs back.
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) rest();
    else listen();
  });
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", function () {
    if (!document.hidden) listen();
  });

  restore();
  if (!document.hidden) listen();
})();
