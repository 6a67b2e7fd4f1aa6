// Copying, saving and saying so; used by exhibits and by the provenance box.
window.ipabs = window.ipabs || {};
(function (ipabs) {
  "use strict";
  var told;
  var timer;

  // A short word for everyone, read out by screen readers.
  ipabs.say = function (text) {
    if (!told) {
      told = document.createElement("div");
      told.className = "said";
      told.setAttribute("role", "status");
      document.body.append(told);
    }
    told.textContent = text;
    window.clearTimeout(timer);
    timer = window.setTimeout(function () {
      told.textContent = "";
    }, 2400);
  };

  function fallback(text) {
    var field = document.createElement("textarea");
    field.value = text;
    field.className = "skip";
    field.setAttribute("aria-hidden", "true");
    document.body.append(field);
    field.select();
    var done = document.execCommand("copy");
    field.remove();
    return done;
  }

  ipabs.copy = function (text, said) {
    var spoken = function (done) {
      ipabs.say(done ? said : "未能复制，请手动选取");
    };
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(
        function () {
          spoken(true);
        },
        function () {
          spoken(fallback(text));
        }
      );
    } else {
      spoken(fallback(text));
    }
  };

  ipabs.save = function (text, name, type) {
    var link = document.createElement("a");
    link.href = "data:" + type + ";charset=utf-8," + encodeURIComponent(text);
    link.download = name;
    link.click();
  };

  ipabs.saveBlob = function (blob, name) {
    var reader = new FileReader();
    reader.onload = function () {
      var link = document.createElement("a");
      link.href = reader.result;
      link.download = name;
      link.click();
    };
    reader.readAsDataURL(blob);
  };

  ipabs.address = function (hash) {
    return window.location.href.split("#")[0] + hash;
  };

  // GB/T 7714: a report online, with the date of its data and the date of access.
  ipabs.citation = function (subject, hash) {
    var page = document.body.dataset;
    var now = new Date();
    var pad = function (number) {
      return String(number).padStart(2, "0");
    };
    var today = [now.getFullYear(), pad(now.getMonth() + 1), pad(now.getDate())].join("-");
    var title = page.title + "：" + page.period + (subject ? "：" + subject : "");
    return page.publisher + ". " + title + "[R/OL]. (" + page.cutOff + ")[" + today + "]. " + ipabs.address(hash) + ".";
  };

  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest('[data-do="link"]');
    if (link) {
      ipabs.copy(ipabs.address(link.getAttribute("href")), "已复制链接");
    }
  });
})(window.ipabs);
