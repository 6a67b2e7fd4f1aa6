-- How wide the cells of a table are, roughly: enough to tell which can be the widest of their column and which surely keep
-- to one line, so that Typst need measure only the others. Widths in em of the table's text.

local text_of = pandoc.utils.stringify

-- Least and greatest width of a character, over the faces and weights of the look.
local function width(code)
  if code >= 0x30 and code <= 0x39 then return 0.53, 0.62 end
  if code < 0x2E80 then return 0.15, 1.1 end
  if code >= 0x3400 and code <= 0x9FFF then return 1, 1 end
  if code > 0xFFFF then return 0.45, 2 end
  return 0.45, 1
end

local function of_text(text)
  local least, most = 0, 0
  for _, code in utf8.codes(text) do
    local low, high = width(code)
    least, most = least + low, most + high
  end
  return least, most
end

local PLAIN = { Strong = true, Emph = true, Span = true }

-- Least and greatest width, and the text; the greatest is infinite where there is more than text on one line.
local measured = {}

local function of_inlines(inlines)
  local known = measured[inlines]
  if known then return table.unpack(known) end
  local least, most, text = 0, 0, ''
  for _, el in ipairs(inlines) do
    local kind, low, high, words = el.t, 0, math.huge, ''
    if kind == 'Str' then
      words = el.text
      low, high = of_text(words)
    elseif kind == 'Space' or kind == 'SoftBreak' then
      low, high, words = 0.1, 0.4, ' '
    elseif kind == 'Code' then
      words = el.text
      low, high = 0.42 * utf8.len(words), 0.6 * utf8.len(words) -- 7 pt, monospaced
    elseif PLAIN[kind] then
      low, high, words = of_inlines(el.content)
    elseif kind ~= 'RawInline' then
      words = text_of(el)
    end
    least, most, text = least + low, most + high, text .. words
  end
  -- Cells that are alike are often one (shared/tables.lua).
  if not inlines.walk then measured[inlines] = { least, most, text } end
  return least, most, text
end

local function number(value) return (string.format('%.1f', value):gsub('%.0$', '')) end

-- `cells`: lists of rows of inlines, the first being the head; `bold`: set of rows; `named`: set of rows that only name a
-- group; `shared`: whether the columns share the width in given parts. Returns the arguments `widest` and `extents`.
-- A column that is certainly wider than a short word (text-widths in shape.typ) needs one witness.
local LONG = 9

local function describe(cells, bold, named, columns, shared)
  local sizes, extents = {}, {}
  for row, line in ipairs(cells) do
    sizes[row] = {}
    local shown, has_text = {}, false
    for column, inlines in ipairs(line) do
      local least, most, text = of_inlines(inlines)
      sizes[row][column] = { least, most, text .. (bold[row] and '\0' or '') }
      local code = #inlines == 1 and inlines[1].t == 'Code'
      has_text = has_text or (not code and #inlines > 0 and most < math.huge)
      shown[column] = most < math.huge and number(most + 0.05) or 'none'
    end
    -- A line of code alone is lower than one of text.
    if not has_text then for column in ipairs(shown) do shown[column] = 'none' end end
    if row > 1 then extents[#extents + 1] = '(' .. table.concat(shown, ', ') .. ',)' end
  end
  local widest = {}
  for column = 1, columns do
    local floor, seen, those = 0, {}, {}
    for row, line in ipairs(sizes) do
      if not named[row] and line[column] then floor = math.max(floor, line[column][1]) end
    end
    local at = 0 -- counted as the template does, without the rows that name a group
    for row, line in ipairs(sizes) do
      local size = line[column]
      if not named[row] then
        local beside = shared and floor > LONG and size and size[1] < floor
        if size and size[2] >= floor and not seen[size[3]] and not beside then
          those[#those + 1], seen[size[3]] = at, true
        end
        at = at + 1
      end
    end
    widest[column] = '(' .. table.concat(those, ', ') .. ',)'
  end
  return 'widest: (' .. table.concat(widest, ', ') .. ',), extents: (' .. table.concat(extents, ', ') .. ',)'
end

return describe
