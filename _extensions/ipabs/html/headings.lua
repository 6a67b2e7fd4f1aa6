-- Section numbers 一 and （一） as text, and references to sections.

local numerals = { "一", "二", "三", "四", "五", "六", "七", "八", "九", "十" }

local function chinese(number)
  if number <= 10 then
    return numerals[number]
  elseif number < 20 then
    return "十" .. numerals[number - 10]
  end
  local tens, ones = number // 10, number % 10
  return numerals[tens] .. "十" .. (numerals[ones] or "")
end

local words = {} -- section's id → what a reference to it prints

local function span(class, text)
  return pandoc.Span({ pandoc.Str(text) }, pandoc.Attr("", { class }))
end

-- The mark after a number is read out and shown in the contents, not beside the heading.
local function prefix(number, mark)
  return pandoc.Span({ pandoc.Str(number), span("zh-mark", mark) }, pandoc.Attr("", { "zh-number" }))
end

local function number(doc)
  local first, second = 0, 0
  local last_word = ""
  doc.blocks = doc.blocks:walk({
    Header = function(header)
      local title = pandoc.utils.stringify(header.content)
      local id = header.identifier
      if header.classes:includes("appendix") then
        header.content:insert(1, prefix("附录", "："))
        words[id] = "附录“" .. title .. "”"
        last_word = ""
        second = 0
        return header
      end
      if header.classes:includes("unnumbered") or header.level > 2 then
        words[id] = "“" .. title .. "”"
        return header
      end
      if header.level == 1 then
        first, second = first + 1, 0
        local given = header.attributes["zh-number"] or chinese(first)
        header.content:insert(1, prefix(given, "、"))
        last_word = "第" .. given .. "节"
        words[id] = last_word
      elseif last_word ~= "" then
        second = second + 1
        local given = header.attributes["zh-number"] or ("（" .. chinese(second) .. "）")
        header.content:insert(1, prefix(given, ""))
        words[id] = last_word .. given
      end
      header.attributes["zh-number"] = nil
      return header
    end,
  })
  return doc
end

local function reference(link)
  local id = link.target:match("^#(sec%-.*)$")
  if id and words[id] and link.classes:includes("quarto-xref") then
    link.content = { pandoc.Str(words[id]) }
    return link
  end
end

-- A button inside a heading would be read with it and repeated in the contents.
local function unbutton(inlines)
  return inlines:walk({
    Span = function(inner)
      if inner.classes:includes("fact") then
        return inner.content
      end
    end,
  })
end

local function plain(header)
  header.content = unbutton(header.content)
  return header
end

return { number = number, reference = reference, plain = plain, unbutton = unbutton }
