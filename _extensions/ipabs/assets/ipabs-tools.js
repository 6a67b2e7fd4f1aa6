// What a reader takes away of a table or figure: SVG, and under 更多 a citation, its data, a picture.
window.ipabs = window.ipabs || {};
(function (ipabs) {
  "use strict";
  var opened = null; // {button, menu}

  function name(figure) {
    return document.body.dataset.edition + "-" + figure.id;
  }

  function title(figure) {
    var caption = figure.querySelector("figcaption");
    if (!caption) {
      return figure.querySelector(".exhibit-tools").getAttribute("aria-label").replace(/工具$/, "");
    }
    return Array.from(caption.querySelectorAll(".exhibit-number, .exhibit-title, .list-title"))
      .map(function (part) {
        return part.textContent.trim();
      })
      .join(" ");
  }

  // The print drawing carries its own colours; the classes by which the page recolours it are left out.
  ipabs.drawing = function (figure) {
    var source = figure.querySelector(".ipabs-static svg");
    var copy = source.cloneNode(true);
    [copy].concat(Array.from(copy.querySelectorAll("[class]"))).forEach(function (node) {
      node.removeAttribute("class");
    });
    var box = source.viewBox.baseVal;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", String(box.width));
    copy.setAttribute("height", String(box.height));
    copy.setAttribute("font-family", '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif');
    return new XMLSerializer().serializeToString(copy);
  };

  function csv(figure) {
    var link = figure.querySelector('.exhibit-tools a[href$=".csv"]');
    if (window.location.protocol === "file:") {
      link.click(); // nothing can be fetched from a disk
      return;
    }
    window
      .fetch(link.href)
      .then(function (answer) {
        if (!answer.ok) {
          throw new Error(String(answer.status));
        }
        return answer.text();
      })
      .then(function (text) {
        ipabs.copy(text, "已复制数据（CSV）");
      })
      .catch(function () {
        ipabs.say("未能取得数据，请用 CSV 链接下载");
      });
  }

  function picture(figure) {
    var file = name(figure) + ".png";
    var made = ipabs.picture(figure);
    var secure = navigator.clipboard && window.ClipboardItem && window.isSecureContext;
    var written = secure
      ? navigator.clipboard.write([new window.ClipboardItem({ "image/png": made })])
      : Promise.reject(new Error("no clipboard"));
    written.then(
      function () {
        ipabs.say("已复制图片");
      },
      function () {
        made.then(
          function (blob) {
            ipabs.saveBlob(blob, file);
            ipabs.say("已保存图片");
          },
          function () {
            ipabs.say("未能生成图片");
          }
        );
      }
    );
  }

  function close(focus) {
    if (!opened) {
      return;
    }
    var was = opened;
    opened = null;
    was.menu.hidden = true;
    was.button.setAttribute("aria-expanded", "false");
    if (focus) {
      was.button.focus({ preventScroll: true });
    }
  }

  function entry(text, label, action) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", function () {
      close(true);
      action();
    });
    return button;
  }

  function prepare(tools) {
    var figure = tools.closest("figure");
    var own = tools.getAttribute("aria-label").replace(/工具$/, "");
    var holder = document.createElement("div");
    var button = document.createElement("button");
    var menu = document.createElement("div");
    holder.className = "more";
    button.type = "button";
    button.className = "link";
    button.textContent = "更多";
    button.setAttribute("aria-label", own + "的更多操作");
    button.setAttribute("aria-expanded", "false");
    menu.className = "more-menu";
    menu.id = figure.id + "-more";
    menu.hidden = true;
    button.setAttribute("aria-controls", menu.id);
    menu.append(
      entry("复制引用", "复制引用：" + own + "（GB/T 7714）", function () {
        ipabs.copy(ipabs.citation(title(figure), "#" + figure.id), "已复制引用");
      })
    );
    // A picture of the text is a file already, which every browser saves.
    if (!figure.querySelector(".exhibit-plot img")) {
      menu.append(
        entry("复制图片", "复制图片：" + own, function () {
          picture(figure);
        })
      );
    }
    if (tools.querySelector('a[href$=".csv"]')) {
      menu.append(
        entry("复制数据", "复制数据：" + own + "（CSV）", function () {
          csv(figure);
        })
      );
    }
    button.addEventListener("click", function () {
      var again = opened && opened.button === button;
      close(false);
      if (!again) {
        menu.hidden = false;
        button.setAttribute("aria-expanded", "true");
        opened = { button: button, menu: menu };
      }
    });
    holder.append(button, menu);
    tools.append(holder);
  }

  document.querySelectorAll("figure.exhibit > .exhibit-tools").forEach(prepare);
  document.addEventListener("click", function (event) {
    var target = event.target.closest && event.target.closest('.exhibit-tools [data-do="svg"]');
    if (target) {
      var figure = target.closest("figure");
      ipabs.save(ipabs.drawing(figure), name(figure) + ".svg", "image/svg+xml");
    }
    if (opened && !opened.menu.parentElement.contains(event.target)) {
      close(false);
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && opened) {
      event.preventDefault();
      close(true);
    }
  });
})(window.ipabs);
