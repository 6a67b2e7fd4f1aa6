-- The cells of a table as plain data: each look at a cell of pandoc's own makes a copy, and a report has thousands. A
-- cell of text, code and marked text is a list of { t, text } and { t, content, class }; any other is pandoc's own
-- inlines.

local stringify = pandoc.utils.stringify
local format = FORMAT:match('typst') or 'html'

-- Classes of spans that are plain; given by `read`.
local plain_classes

local inlines_of

local READ = {
  Str = function(text) return { t = 'Str', text = text } end,
  Space = function() return { t = 'Space' } end,
  Code = function(given)
    local attr, text = given[1], given[2]
    local bare = attr[1] == '' and #attr[2] == 0 and #attr[3] == 0 and not text:find('[`\n]')
    return bare and { t = 'Code', text = text } or nil
  end,
  RawInline = function(given)
    return given[1] == format and { t = 'RawInline', text = given[2] } or nil
  end,
  Span = function(given)
    local attr = given[1]
    if attr[1] ~= '' or #attr[2] ~= 1 or not plain_classes[attr[2][1]] then return nil end
    for _, pair in ipairs(attr[3]) do
      if pair[1] ~= 'data-fact' then return nil end
    end
    local content = inlines_of(given[2])
    return content and { t = 'Span', content = content, class = attr[2][1] }
  end,
}

function inlines_of(list)
  local made = {}
  for i, el in ipairs(list) do
    local read = READ[el.t]
    made[i] = read and read(el.c)
    if not made[i] then return nil end
  end
  return made
end

-- Cell of pandoc's JSON: attributes, alignment, rows, columns, blocks.
local function plain_cell(cell)
  local blocks = cell[5]
  if #blocks == 0 then return {} end
  if #blocks > 1 or blocks[1].t ~= 'Plain' then return nil end
  return inlines_of(blocks[1].c)
end

local function own_cell(cell)
  local blocks = cell.contents
  local only = #blocks == 1 and blocks[1]
  return only and only.t == 'Plain' and only.content or pandoc.utils.blocks_to_inlines(blocks, { pandoc.LineBreak() })
end

-- `row`: of pandoc's JSON; `own` returns the row of pandoc's own.
local function cells_of(row, own)
  local cells = {}
  for i, cell in ipairs(row and row[2] or {}) do
    cells[i] = plain_cell(cell)
    if not cells[i] then
      own = type(own) == 'function' and own().cells or own
      cells[i] = own_cell(own[i])
    end
  end
  return cells
end

-- The first row of the head, the rows of all bodies, and the table as pandoc's JSON. `classes` is a set of those that
-- make a span no more than its text.
local function read(tbl, classes)
  plain_classes = classes
  local json = pandoc.json.decode(pandoc.write(pandoc.Pandoc { tbl }, 'json'), false).blocks[1].c
  local head = cells_of(json[4][2][1], function() return tbl.head.rows[1] end)
  local rows = {}
  local bodies
  for b, body in ipairs(json[5]) do
    for _, part in ipairs { { 3, 'head' }, { 4, 'body' } } do
      local own
      for i, row in ipairs(body[part[1]]) do
        rows[#rows + 1] = cells_of(row, function()
          bodies = bodies or tbl.bodies
          own = own or bodies[b][part[2]]
          return own[i]
        end)
      end
    end
  end
  return head, rows, json
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
