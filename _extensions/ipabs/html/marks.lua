-- Marks in text: numbers that stay with their units, ratings, code; as HTML or as elements.

local UNITS = { "个百分点", "亿元", "万元", "万件", "单", "家", "只", "笔", "支", "个", "件", "年", "月", "日", "次", "倍", "行", "期", "元", "%" }


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

return {
  unit_at = unit_at,
  as_html = as_html,
  as_element = as_element,
  inlines_of = inlines_of,
  marked = marked,
  nobreak = nobreak,
  code = code,
  cell = cell,
}
