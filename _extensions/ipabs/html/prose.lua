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

-- Text as HTML; nil where pandoc's writer does more to it than copy.
local function plain(text)
  return not text:find("[&<>\"'\xC2]") and not text:find("\xE2\x86", 1, true) and text or nil
end

local function nobreak(html)
  return '<span class="nb">' .. html .. "</span>"
end

-- A mark as HTML: a number with its unit, or a rating.
local function as_html(shown, letters, sign)
  if not letters then
    return nobreak(shown)
  end
  local raised = sign == "" and "" or ("<sup>" .. sign .. "</sup>")
  return '<span class="rating">' .. letters .. raised .. "<sub>sf</sub></span>"
end

-- The same as an element.
local function as_element(shown, letters, sign)
  if not letters then
    return pandoc.Span({ pandoc.Str(shown) }, pandoc.Attr("", { "nb" }))
  end
  local parts = { pandoc.Str(letters) }
  if sign ~= "" then
    parts[2] = pandoc.Superscript({ pandoc.Str(sign) })
  end
  parts[#parts + 1] = pandoc.Subscript({ pandoc.Str("sf") })
  return pandoc.Span(parts, pandoc.Attr("", { "rating" }))
end

-- Finds the next rating or number with a unit; returns its start and end, and letters and sign of a rating.
local function next_mark(text, from)
  local rated = text:find("sf", from, true)
  local s, e, letters, sign
  if rated then
    s, e, letters, sign = text:find("%f[%a]([ABC]+)([+-]?)sf%f[%A]", from)
  end
  local position = from
  while true do
    local a, b = text:find("%d[%d%.]*%%?", position)
    if not a or (s and a > s) then
      break
    end
    -- 1—3月, 2018—2023年
    local range = text:match("^—%d[%d%.]*%%?", b + 1) or ""
    local unit = unit_at(text, b + 1 + #range)
    if unit ~= "" or range ~= "" then
      local last = b + #range + #unit
      return a, last
    end
    position = b + 1
  end
  return s, e, letters, sign
end

-- Calls `put` with text and `mark` with what is marked in it, in their order; returns whether anything is.
local function each_mark(text, put, mark)
  if not text:find("%d") and not text:find("sf", 1, true) then
    return false
  end
  local from = 1
  while from <= #text do
    local s, e, letters, sign = next_mark(text, from)
    if not s then
      break
    end
    if s > from then
      put(text:sub(from, s - 1))
    end
    mark(text:sub(s, e), letters, sign)
    from = e + 1
  end
  if from == 1 then
    return false
  end
  if from <= #text then
    put(text:sub(from))
  end
  return true
end

-- Text with its marks as HTML; nil where the writer must see the text.
local function marked(text)
  if not plain(text) then
    return nil
  end
  local parts = {}
  local any = each_mark(text, function(part)
    parts[#parts + 1] = part
  end, function(...)
    parts[#parts + 1] = as_html(...)
  end)
  return any and table.concat(parts) or text
end

-- Text as inlines, each mark made by `make`; nil if there are none.
local function inlines_of(text, make)
  local made = {}
  local any = each_mark(text, function(part)
    made[#made + 1] = pandoc.Str(part)
  end, function(...)
    made[#made + 1] = make(...)
  end)
  return any and made or nil
end

local function raw_mark(...)
  return raw(as_html(...))
end

-- Long ids may break after their points.
local function code(el)
  local shown = el.text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub("%.", ".<wbr>")
  return "<code>" .. shown .. "</code>"
end

-- The cell of a table, plain data (shared/tables.lua), as HTML; nil where its parts must stay what they are.
local function cell(parts)
  if parts.walk then
    return nil
  end
  local made = {}
  for index, part in ipairs(parts) do
    local kind = part.t
    local html = kind == "Str" and marked(part.text) or kind == "Space" and " " or kind == "Code" and code(part)
      or kind == "RawInline" and part.text
    if not html then
      return nil
    end
    made[index] = html
  end
  return table.concat(made)
end

-- What opens and closes the button of a fact.
local function button(id, shown)
  local class = "fact" .. (shown:match("^%d") and " digit-first" or "") .. (shown:match("[%d%%]$") and " digit-last" or "")
  local open, close = '<button type="button" class="' .. class .. '"', "</button>"
  if long(shown) then
    -- A button cannot run on over several lines as a sentence does.
    open, close = '<span role="button" tabindex="0" class="fact fact-long"', "</span>"
  end
  return open .. ' data-fact="' .. id .. '" aria-haspopup="dialog">', close
end

-- The unit and the punctuation at the beginning of the text after a fact.
local function following(shown, after)
  local taken = shown:match("%d$") and unit_at(after, 1) or ""
  local char = first_char(after:sub(#taken + 1))
  while within(char, CLOSING) do
    taken = taken .. char
    char = first_char(after:sub(#taken + 1))
  end
  return taken
end

-- Inlines as they go out: HTML in as few raw pieces as may be, since each element that goes to pandoc and back is copied.
local function new_output()
  local elements, parts = {}, {}
  local function flush()
    if #parts > 0 then
      elements[#elements + 1] = raw(table.concat(parts))
      parts = {}
    end
  end
  return {
    html = function(made)
      parts[#parts + 1] = made
    end,
    element = function(el)
      flush()
      elements[#elements + 1] = el
    end,
    elements = function()
      flush()
      return elements
    end,
  }
end

-- A button is an inline block: its unit and the punctuation around it could go to another line. `before` and `after`
-- are what it takes from the text around it.
local function put_fact(out, fact, before, after, as_elements)
  local content, attributes = fact.content, fact.attributes
  local shown = pandoc.utils.stringify(content)
  local open, close = button(attributes["data-fact"] or attributes.fact or "", shown)
  local pieces = #content + (before ~= "" and 1 or 0) + (after ~= "" and 1 or 0)
  local together = pieces > 1 and not long(shown)
  local inside = not as_elements and #content == 1 and content[1].t == "Str" and marked(shown)
  if inside then
    local made = before .. open .. inside .. close .. after
    out.html(together and nobreak(made) or "<span>" .. made .. "</span>")
    return
  end
  local group = pandoc.Inlines(before ~= "" and { pandoc.Str(before) } or {})
  group:insert(raw(open))
  group:extend(content)
  group:insert(raw(close))
  if after ~= "" then
    group:insert(pandoc.Str(after))
  end
  out.element(pandoc.Span(group, pandoc.Attr("", together and { "nb" } or {})))
end

-- Text, its marks made; returns whether there are any. The writer must see text that it does more to than copy, and
-- citeproc what stands beside a citation.
local function put_text(out, text, cited)
  local made = not cited and marked(text)
  if made then
    out.html(made)
    return made ~= text
  end
  local elements = inlines_of(text, raw_mark)
  for _, el in ipairs(elements or { pandoc.Str(text) }) do
    out.element(el)
  end
  return elements ~= nil
end

-- Facts as buttons; marks in the text and code as HTML, unless `as_elements`. Nil if nothing is changed.
local function line(inlines, as_elements)
  local kinds, is_fact, any = {}, {}, false
  for index, el in ipairs(inlines) do
    local kind = el.t
    kinds[index] = kind
    is_fact[index] = kind == "Span" and el.classes:includes("fact")
    any = any or is_fact[index] or not as_elements and (kind == "Code" or kind == "Str")
  end
  if not any then
    return nil
  end
  local out, changed = new_output(), false
  local opening, taken = "", "" -- what a fact takes from the text before it and after it
  for index, kind in ipairs(kinds) do
    local el = inlines[index]
    if kind == "Str" then
      local shown = el.text:sub(#taken + 1)
      opening, taken = "", ""
      if is_fact[index + 1] and within(last_char(shown), OPENING) then
        opening = last_char(shown)
        shown = shown:sub(1, #shown - #opening)
      end
      if shown ~= "" and as_elements then
        out.element(pandoc.Str(shown))
      elseif shown ~= "" then
        local cited = kinds[index - 1] == "Cite" or kinds[index + 1] == "Cite"
        changed = put_text(out, shown, cited) or changed
      end
    elseif is_fact[index] then
      local after = kinds[index + 1] == "Str" and inlines[index + 1].text
      taken = after and following(pandoc.utils.stringify(el.content), after) or ""
      put_fact(out, el, opening, taken, as_elements)
      opening, changed = "", true
    elseif kind == "Code" and not as_elements then
      out.html(code(el))
      changed = true
    else
      out.element(el)
    end
  end
  return changed and out.elements() or nil
end

-- What is no line of the text: the writer takes alternatives of images, the captions that it compares with them, and
-- much of the metadata as plain text.
local elements = {
  { Inlines = function(inlines) return line(inlines, true) end },
  {
    Str = function(el) return inlines_of(el.text, as_element) end,
    Code = function(el) return raw(code(el)) end,
  },
}

local function walked(element)
  for _, filter in ipairs(elements) do
    element = element:walk(filter)
  end
  return element
end

local lines = {
  traverse = "topdown",
  Inlines = function(inlines) return line(inlines) end,
  Image = function(image) return walked(image), false end,
  Figure = function(figure) return walked(figure), false end,
  Cite = function(cite) return walked(cite), false end,
}

local function mark_up(doc)
  doc.meta = walked(pandoc.Pandoc({}, doc.meta)).meta
  doc.blocks = doc.blocks:walk(lines)
  return doc
end

local count = 0

local function circled(number)
  return number <= 20 and utf8.char(0x245F + number) or ("[" .. number .. "]")
end

local function may_hold_note(inlines)
  for _, el in ipairs(inlines) do
    local kind = el.t
    if kind ~= "Str" and kind ~= "Space" and kind ~= "RawInline" and kind ~= "SoftBreak" then
      return true
    end
  end
  return false
end

-- A footnote follows its paragraph: in the margin where there is room, below the text where there is none.
local function notes(para)
  local following = pandoc.List()
  if not may_hold_note(para.content) then
    return nil
  end
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

return { mark_up = mark_up, notes = notes, cell = cell }
