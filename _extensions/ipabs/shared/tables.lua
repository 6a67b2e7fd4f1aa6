-- The cells of a table as plain data: each look at a cell of pandoc's own makes a copy, and a report has thousands. A
-- cell of text, code and marked text is a list of { t, text } and { t, content, class }; any other is pandoc's own
-- inlines.

local stringify = pandoc.utils.stringify
local format = FORMAT:match('typst') or 'html'

-- Classes of spans that are plain; given by `read`.
local plain_classes

local plain_inlines

-- The embedded assembler hands over plain tables as such, in raw blocks with their numbers; under Quarto there are none.
local handed = ipabs_tables
local GIVEN = 'ipabs-table'
local ratings
if handed then
  handed.wanted = true
  -- It came before, and has not seen what was handed over.
  ratings = dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), '../shared/ratings.lua' })[1]
end

-- A block as a table: pandoc's own, or one that was handed over; nil if it is none.
local function table_in(block)
  if block.t == 'Table' then return block end
  return handed and block.t == 'RawBlock' and block.format == GIVEN and handed.given[tonumber(block.text)] or nil
end

-- The alignment of each column.
local function alignments(tbl)
  if tbl.rows then return tbl.align end
  local made = {}
  for i, spec in ipairs(tbl.colspecs) do made[i] = spec[1] end
  return made
end

-- Blocks with elements in place of what was handed over.
local function opened(blocks)
  if not handed then return blocks end
  return pandoc.Blocks(blocks:map(function(block)
    local given = block.t == 'RawBlock' and table_in(block)
    return given and handed.table_of(given) or block
  end))
end

local function handed_part(part)
  if type(part) == 'string' then return part == ' ' and { t = 'Space' } or { t = 'Str', text = part } end
  if part.code then return { t = 'Code', text = part.code } end
  return plain_classes[part.class] and { t = 'Span', content = { { t = 'Str', text = part.text } }, class = part.class }
end

local function has_rating(part)
  local text = type(part) == 'string' and part or part.text
  return text and text:find('sf', 1, true)
end

-- What is handed over with ratings made of it.
local function rated(parts)
  local made = pandoc.Inlines {}
  for _, part in ipairs(parts) do
    local inlines = handed.inlines({ part })
    if type(part) == 'string' and has_rating(part) then
      made:extend(ratings.Str(inlines[1]) or inlines)
    elseif has_rating(part) then
      made:extend(inlines:walk(ratings))
    else
      made:extend(inlines)
    end
  end
  return made
end

-- Half of a report's cells stand in it more than once; nobody changes what they are read as.
local read_cells = {}

local function handed_cell(given)
  local parts = given
  local known = type(given) == 'string' and read_cells[given]
  if known then return known end
  if type(given) == 'string' then
    parts = {}
    for word in given:gmatch('[^ ]+') do
      if #parts > 0 then parts[#parts + 1] = ' ' end
      parts[#parts + 1] = word
    end
  end
  local made = {}
  for i, part in ipairs(parts) do
    made[i] = not has_rating(part) and handed_part(part)
    if not made[i] then return rated(parts) end
  end
  if type(given) == 'string' then read_cells[given] = made end
  return made
end

local function handed_row(given)
  local made = {}
  for i, each in ipairs(given) do made[i] = handed_cell(each) end
  return made
end

local READ = {
  Str = function(el) return { t = 'Str', text = el.text } end,
  Space = function() return { t = 'Space' } end,
  Code = function(el)
    local text = el.text
    return not text:find('[`\n]') and el == pandoc.Code(text) and { t = 'Code', text = text } or nil
  end,
  RawInline = function(el) return el.format == format and { t = 'RawInline', text = el.text } or nil end,
  Span = function(el)
    local attr = el.attr
    local classes = attr.classes
    if attr.identifier ~= '' or #classes ~= 1 or not plain_classes[classes[1]] then return nil end
    for name in pairs(attr.attributes) do
      if name ~= 'data-fact' then return nil end
    end
    local content = plain_inlines(el.content)
    return content and { t = 'Span', content = content, class = classes[1] }
  end,
}

function plain_inlines(list)
  local made = {}
  for i, el in ipairs(list) do
    local read = READ[el.t]
    made[i] = read and read(el)
    if not made[i] then return nil end
  end
  return made
end

-- Also returns whether the cell is no more than a line of inlines.
local function cell_of(cell)
  local blocks = cell.contents
  if #blocks == 0 then return {}, true end
  local only = #blocks == 1 and blocks[1]
  if not only or only.t ~= 'Plain' then
    return pandoc.utils.blocks_to_inlines(blocks, { pandoc.LineBreak() }), false
  end
  local inlines = only.content
  return plain_inlines(inlines) or inlines, true
end

-- The first row of the head and the rows of all bodies, and whether that is all: a head of one row, one body, a cell in
-- each column, cells of a line. `classes` is a set of those that make a span no more than its text.
local function read(tbl, classes)
  plain_classes = classes
  if tbl.rows then
    local rows = {}
    for i = 2, #tbl.rows do rows[i - 1] = handed_row(tbl.rows[i]) end
    return handed_row(tbl.rows[1]), rows, true
  end
  local columns, all = #tbl.colspecs, true
  local function row_of(row)
    local cells = {}
    for i, cell in ipairs(row and row.cells or {}) do
      local line
      cells[i], line = cell_of(cell)
      all = all and line
    end
    all = all and #cells == columns
    return cells
  end
  local head = tbl.head.rows
  local bodies, rows = tbl.bodies, {}
  all = #head == 1 and #bodies == 1 and bodies[1].row_head_columns == 0 and #bodies[1].head == 0
  local first = row_of(head[1])
  for _, body in ipairs(bodies) do
    for _, part in ipairs { body.head, body.body } do
      for _, row in ipairs(part) do rows[#rows + 1] = row_of(row) end
    end
  end
  return first, rows, all
end

local function text_of(cell)
  if cell.walk then return stringify(cell) end
  local parts = {}
  for i, el in ipairs(cell) do
    parts[i] = el.t == 'Space' and ' ' or el.t == 'RawInline' and '' or el.content and text_of(el.content) or el.text
  end
  return table.concat(parts)
end

local BLANK = pandoc.Space()
local MADE = {
  Str = function(el) return pandoc.Str(el.text) end,
  Space = function() return BLANK end,
  Code = function(el) return pandoc.Code(el.text) end,
  RawInline = function(el) return pandoc.RawInline(format, el.text) end,
}

-- A cell as inlines again.
local function inlines(cell)
  if cell.walk then return cell end
  local made = {}
  for i, el in ipairs(cell) do
    made[i] = el.t == 'Span' and pandoc.Span(inlines(el.content), pandoc.Attr('', { el.class })) or MADE[el.t](el)
  end
  return made
end

return {
  alignments = alignments, inlines = inlines, opened = opened, read = read, table_in = table_in, text_of = text_of,
}
