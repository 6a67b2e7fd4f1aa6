-- Section numbers 一 and （一） as text before the titles; the numbers themselves come from shared/sections.lua.

local function span(class, text)
  return pandoc.Span({ pandoc.Str(text) }, pandoc.Attr("", { class }))
end

-- The mark after a number is read out and shown in the contents, not beside the heading.
local function prefix(number, mark)
  return pandoc.Span({ pandoc.Str(number), span("zh-mark", mark) }, pandoc.Attr("", { "zh-number" }))
end

local PLAIN = { Str = true, Space = true, SoftBreak = true, RawInline = true }

local function unbutton(inlines)
  local plain = true
  for _, el in ipairs(inlines) do
    plain = plain and PLAIN[el.t]
  end
  return plain and inlines or inlines:walk({
    Span = function(inner)
      if inner.classes:includes("fact") then
        return inner.content
      end
    end,
  })
end

-- A button inside a heading would be read with it and repeated in the contents.
local function header(el)
  el.content = unbutton(el.content)
  local given = el.attributes["zh-number"]
  if el.classes:includes("appendix") then
    if el.level == 1 then
      el.content:insert(1, prefix("附录", "："))
    end
  elseif given then
    el.content:insert(1, prefix(given, el.level == 1 and "、" or ""))
  end
  el.attributes["zh-number"] = nil
  return el
end

return { header = header, unbutton = unbutton }
