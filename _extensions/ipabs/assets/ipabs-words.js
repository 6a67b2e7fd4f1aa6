// What a search compares and shows: words as the index has them, whether a text holds what was asked, and where.
window.ipabs = window.ipabs || {};
(function (ipabs) {
  "use strict";

  // In the index each Han character is a word: so any run of them is found, whatever a dictionary says.
  function words(query) {
    return query
      .replace(/[^\p{L}\p{N}.%]+/gu, " ")
      .replace(/\p{Script=Han}/gu, " $& ")
      .replace(/ +/g, " ")
      .trim();
  }

  // The marks that stand alone in the index; dashes are one, whichever was typed.
  var ALONE = /[\u2010-\u2027\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef~/+]/g;

  function plain(text) {
    return text.toLowerCase().replace(/\u2060/g, "").replace(/[\u2010-\u2015\u2212-]/g, "—").replace(/～/g, "~");
  }

  function pieces(text) {
    return plain(text).replace(ALONE, " $& ").split(/\s+/).map(function (piece) {
      return piece.length > 1 ? piece.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%]+$/gu, "") : piece;
    });
  }

  function squeezed(text) {
    return plain(text).replace(/\s+/g, "");
  }

  // Of editions that hold all characters, those that hold the very words; else those that hold each of them somewhere.
  function verified(results, query) {
    var whole = squeezed(query).replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%+]+$/gu, "");
    var parts = plain(query).match(/[\p{Script=Han}\p{N}.%]+|[^\p{Script=Han}\p{N}\p{P}\p{S}\s]+/gu) || [];
    return Promise.all(
      results.map(function (result) {
        return result.data();
      })
    ).then(function (all) {
      function holding(wanted) {
        return all.filter(function (data) {
          var text = squeezed(data.content);
          return wanted.length > 0 && wanted.every(function (part) {
            return text.indexOf(part) >= 0;
          });
        });
      }
      var exact = holding(whole ? [whole] : []);
      return { exact: exact.length > 0, found: exact.length ? exact : holding(parts) };
    });
  }

  function joined(text) {
    var alone = /\s*((?:<\/?mark>)*[\p{Script=Han}\u2010-\u2027\u3000-\u303f\uff00-\uffef~/+](?:<\/?mark>)*)\s*/gu;
    return text.replace(alone, "$1").replace(/\s*·\s*/g, " · ").trim();
  }

  // Every place of an edition where the words stand in a row; the index itself tells only of one.
  function places(data, query) {
    var asked = pieces(query.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%+]+$/gu, "")).filter(Boolean);
    var text = data.content.split(/\s+/);
    var bare = text.map(function (word) {
      return pieces(word).filter(Boolean).join("");
    });
    var heads = data.anchors
      .filter(function (anchor) {
        return /^h[2-4]$/.test(anchor.element);
      })
      .sort(function (a, b) {
        return a.location - b.location;
      });
    var made = [];
    bare.forEach(function (word, at) {
      var whole = asked.every(function (part, number) {
        return bare[at + number] === part;
      });
      var head = heads
        .filter(function (anchor) {
          return anchor.location <= at;
        })
        .pop();
      var known = made.some(function (place) {
        return head && place.head === head;
      });
      if (whole && head && !known) {
        var from = Math.max(head.location + head.text.trim().split(/\s+/).length, at - 24);
        var marked = text.slice(Math.min(from, at), at + asked.length + 30).map(escaped);
        var first = at - Math.min(from, at);
        marked[first] = "<mark>" + marked[first];
        marked[first + asked.length - 1] += "</mark>";
        made.push({ head: head, title: head.text, url: data.url + "#" + head.id, excerpt: marked.join(" ") });
      }
    });
    return made;
  }

  function escaped(text) {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }

  ipabs.words = { cut: words, joined: joined, places: places, verified: verified };
})(window.ipabs);
