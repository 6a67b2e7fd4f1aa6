-- The cells of a table as plain data: each look at a cell of pandoc's own makes a copy, and a report has thousands. A
-- cell of text, code and marked text is a list of { t, text } and { t, content, class }; any other is pandoc's own
-- inlines.

local stringify = pandoc.utils.stringify
local format = FORMAT:match('typst') or 'html'

-- Classes of spans that are plain; given by `read`.
local plain_classes

local plain_inlines

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

local MADE = {
  Str = function(el) return pandoc.Str(el.text) end,
  Space = function() return pandoc.Space() end,
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

return { inlines = inlines, read = read, text_of = text_of }
