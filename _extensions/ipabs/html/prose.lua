-- Facts as buttons, numbers that stay with their units, ratings, notes.

-- A number with its words stays on one line, a longer phrase runs on.
local function long(text)
  return pandoc.text.len(text) > (text:match("%d") and 10 or 6)
end

local CLOSING = "。，、；：！？）》」』”’％"
local OPENING = "（《「『“‘"
local UNITS = { "个百分点", "亿元", "万元", "万件", "单", "家", "只", "笔", "支", "个", "件", "年", "月", "日", "次", "倍", "行", "期", "元", "%" }

local function first_char(text)
  return text:match("^[%z\1-\127\194-\244][\128-\191]*") or ""
end

local function last_char(text)
  return text:match("[%z\1-\127\194-\244][\128-\191]*$") or ""
end

local function within(char, set)
  return char ~= "" and set:find(char, 1, true) ~= nil
end

-- First three bytes → the units that begin with them.
local by_start = {}
for _, unit in ipairs(UNITS) do
  local start = unit:sub(1, 3)
  by_start[start] = by_start[start] or {}
  table.insert(by_start[start], unit)
end

local function unit_at(text, position)
  if text:byte(position) == 37 then -- %
    return "%"
  end
  for _, unit in ipairs(by_start[text:sub(position, position + 2)] or {}) do
    if text:sub(position, position + #unit - 1) == unit then
      return unit
    end
  end
  return ""
end

local function raw(text)
  return pandoc.RawInline("html", text)
end

local function nobreak(content)
  return pandoc.Span(content, pandoc.Attr("", { "nb" }))
end

local function button(span)
  local id = span.attributes["data-fact"] or span.attributes.fact or ""
  local shown = pandoc.utils.stringify(span.content)
  local class = "fact" .. (shown:match("^%d") and " digit-first" or "") .. (shown:match("[%d%%]$") and " digit-last" or "")
  local attributes = ' data-fact="' .. id .. '" aria-haspopup="dialog">'
  local open, close = '<button type="button" class="' .. class .. '"', "</button>"
  if long(shown) then
    -- A button cannot run on over several lines as a sentence does.
    open, close = '<span role="button" tabindex="0" class="fact fact-long"', "</span>"
  end
  local made = pandoc.List({ raw(open .. attributes) })
  made:extend(span.content)
  made:insert(raw(close))
  return made
end

-- A button is an inline block: its unit and the punctuation around it could go to another line.
local function facts(inlines)
  local any = false
  for _, el in ipairs(inlines) do
    if el.t == "Span" and el.classes:includes("fact") then
      any = true
      break
    end
  end
  if not any then
    return nil
  end
  local made = pandoc.List()
  local index = 1
  while index <= #inlines do
    local el = inlines[index]
    if el.t == "Span" and el.classes:includes("fact") then
      local group = pandoc.List()
      local before = made[#made]
      if before and before.t == "Str" and within(last_char(before.text), OPENING) then
        local char = last_char(before.text)
        made[#made] = pandoc.Str(before.text:sub(1, #before.text - #char))
        group:insert(pandoc.Str(char))
      end
      group:extend(button(el))
      local after = inlines[index + 1]
      if after and after.t == "Str" then
        local text = pandoc.utils.stringify(el.content)
        local taken = text:match("%d$") and unit_at(after.text, 1) or ""
        local char = first_char(after.text:sub(#taken + 1))
        while within(char, CLOSING) do
          taken = taken .. char
          char = first_char(after.text:sub(#taken + 1))
        end
        if taken ~= "" then
          group:insert(pandoc.Str(taken))
          inlines[index + 1] = pandoc.Str(after.text:sub(#taken + 1))
        end
      end
      made:insert(#group > 3 and not long(pandoc.utils.stringify(el.content)) and nobreak(group) or pandoc.Span(group))
    else
      made:insert(el)
    end
    index = index + 1
  end
  return made
end

local function rating(letters, sign)
  local parts = pandoc.List({ pandoc.Str(letters) })
  if sign ~= "" then
    parts:insert(pandoc.Superscript({ pandoc.Str(sign) }))
  end
  parts:insert(pandoc.Subscript({ pandoc.Str("sf") }))
  return pandoc.Span(parts, pandoc.Attr("", { "rating" }))
end

-- Finds the next rating or number with a unit; returns its start, end and element.
local function next_mark(text, from)
  local best, stop, element
  local rated = text:find("sf", from, true)
  local s, e, letters, sign
  if rated then
    s, e, letters, sign = text:find("%f[%a]([ABC]+)([+-]?)sf%f[%A]", from)
  end
  if s then
    best, stop, element = s, e, rating(letters, sign)
  end
  local position = from
  while true do
    local a, b = text:find("%d[%d%.]*%%?", position)
    if not a or (best and a > best) then
      break
    end
    -- 1—3月, 2018—2023年
    local range = text:match("^—%d[%d%.]*%%?", b + 1) or ""
    local unit = unit_at(text, b + 1 + #range)
    if unit ~= "" or range ~= "" then
      local last = b + #range + #unit
      return a, last, nobreak({ pandoc.Str(text:sub(a, last)) })
    end
    position = b + 1
  end
  return best, stop, element
end

local function text(str)
  local whole = str.text
  if not whole:find("%d") and not whole:find("sf", 1, true) then
    return nil
  end
  local made = pandoc.List()
  local from = 1
  while from <= #whole do
    local s, e, element = next_mark(whole, from)
    if not s then
      break
    end
    if s > from then
      made:insert(pandoc.Str(whole:sub(from, s - 1)))
    end
    made:insert(element)
    from = e + 1
  end
  if #made == 0 then
    return nil
  end
  if from <= #whole then
    made:insert(pandoc.Str(whole:sub(from)))
  end
  return made
end

local count = 0

local function circled(number)
  return number <= 20 and utf8.char(0x245F + number) or ("[" .. number .. "]")
end

-- A footnote follows its paragraph: in the margin where there is room, below the text where there is none.
local function notes(para)
  local following = pandoc.List()
  local content = para.content:walk({
    Note = function(note)
      count = count + 1
      local id = tostring(count)
      following:insert(raw('<span class="side side-note" id="note-' .. id .. '" role="note"><span class="note-mark">'))
      following:insert(pandoc.Str(circled(count)))
      following:insert(raw("</span>"))
      following:extend(pandoc.utils.blocks_to_inlines(note.content, { pandoc.LineBreak() }))
      following:insert(raw('<a class="note-back" href="#noteref-' .. id .. '" aria-label="回到正文">↩</a></span>'))
      return raw(
        -- The word joiner keeps the mark from beginning a line.
        '&#8288;<sup class="note-ref"><a id="noteref-' .. id .. '" href="#note-' .. id .. '" aria-label="注' .. id .. '">'
          .. circled(count) .. "</a></sup>"
      )
    end,
  })
  if #following == 0 then
    return nil
  end
  content:extend(following)
  para.content = content
  return para
end

-- Long ids may break after their points.
local function code(el)
  local shown = el.text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub("%.", ".<wbr>")
  return raw("<code>" .. shown .. "</code>")
end

return { code = code, facts = facts, text = text, notes = notes }
