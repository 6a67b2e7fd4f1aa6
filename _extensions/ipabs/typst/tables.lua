-- Div.ipabs-table → a call of `ipabs-table` (table.typ). The cells stay in the document, between raw pieces of Typst,
-- so that later filters still see their references, footnotes and ratings.

local text_of = pandoc.utils.stringify

local function part(name)
  local resolve = quarto and quarto.utils and quarto.utils.resolve_path
  if resolve then return dofile(resolve(name)) end
  return dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), name })
end

local describe = part('extents.lua')

local function raw(text) return pandoc.RawInline('typst', text) end

local function attribute(div, name)
  local value = div.attributes[name] or div.attributes['data-' .. name]
  return value and value ~= '' and value or nil
end

-- Long text, rather than a grid of numbers: `form="text"`, or column widths.
local function is_text(div)
  return (attribute(div, 'form') or attribute(div, 'layout')) == 'text' or attribute(div, 'widths') ~= nil
end

local function split(text, separator)
  local parts = {}
  for part in (text .. separator):gmatch('(.-)' .. separator) do parts[#parts + 1] = part end
  return parts
end

local function guarded(inlines)
  local first = inlines[1]
  -- Inside [ ] Typst would read these as a list, a heading or a term.
  if first and first.t == 'Str' and (first.text:match('^[-+/]$') or first.text:match('^=+$') or first.text:match('^%d+%.$')) then
    inlines:insert(1, raw('#none;'))
  end
  return inlines
end

local function basis_dress(inlines)
  local word = text_of(inlines)
  if word == '重构' or word == '混合' or word == '示意' then
    inlines:insert(1, raw('#text(fill: colour.accent)['))
    inlines:insert(raw(']'))
  end
  return inlines
end

-- A figure is bold, a phrase is not.
local function value_dress(inlines)
  if utf8.len(text_of(inlines)) > 16 then
    inlines:insert(1, raw('#align(left)['))
    inlines:insert(raw(']'))
    return inlines
  end
  return pandoc.Inlines { pandoc.Strong(inlines) }
end

-- Appends `([…], […], ),` for one row.
local function put_row(out, cells, dress)
  local before = '(['
  for i, inlines in ipairs(cells) do
    guarded(inlines)
    if dress and dress[i] then inlines = dress[i](inlines) end
    out:insert(raw(before))
    out:extend(inlines)
    before = '], ['
  end
  out:insert(raw(#cells > 0 and '], ),\n' or '(),\n'))
end

-- A row that only names the rows below it: one cell, marked [发行概览]{.group}.
local function is_group(cells)
  for _, inline in ipairs(cells[1] or {}) do
    if inline.t == 'Span' and inline.classes:includes('group') then return true end
  end
  return false
end

-- A row as a plain list of its cells' inlines: each look at a cell of pandoc's own makes a copy.
local function cells_of(row)
  local cells = {}
  for i, cell in ipairs(row and row.cells or {}) do
    local blocks = cell.contents
    local only = #blocks == 1 and blocks[1]
    cells[i] = only and only.t == 'Plain' and only.content or pandoc.utils.blocks_to_inlines(blocks, { pandoc.LineBreak() })
  end
  return cells
end

local function body_rows(tbl)
  local rows = {}
  for _, body in ipairs(tbl.bodies) do
    for _, part in ipairs { body.head, body.body } do
      for _, row in ipairs(part) do rows[#rows + 1] = cells_of(row) end
    end
  end
  return rows
end

local function percent_shares(rows, column, total)
  local shares = {}
  for i, row in ipairs(rows) do
    local digits = row[column] and text_of(row[column]):match('([%d.]+)')
    shares[i] = i <= #rows - total and digits and tonumber(digits) and digits or 'none'
  end
  return shares
end

local function group_titles(text)
  local parts = {}
  for _, group in ipairs(split(text, ';')) do
    local span, title = group:match('^%s*(%d+):(.*)$')
    if span then parts[#parts + 1] = '(' .. span .. ', [' .. title:gsub('([%[%]#*_$@<>\\`~])', '\\%1') .. ']), ' end
  end
  return '(' .. table.concat(parts) .. ')'
end

local function alignment(div, tbl)
  local letters, names = attribute(div, 'align'), { AlignRight = 'r', AlignCenter = 'c' }
  local quoted = {}
  for i, spec in ipairs(tbl.colspecs) do
    quoted[i] = '"' .. (letters and letters:sub(i, i):match('[lcr]') or names[spec[1]] or 'l') .. '", '
  end
  return '(' .. table.concat(quoted) .. ')'
end

-- Long enough to go over pages.
local function is_long(div, rows) return #rows > 16 or attribute(div, 'form') == 'text' end

local function settings(div, tbl, rows, named)
  local total = tonumber(attribute(div, 'total')) or 0
  local parts = { 'columns: ' .. alignment(div, tbl), 'total: ' .. total }
  local widths, groups = attribute(div, 'widths'), attribute(div, 'groups')
  if widths then parts[#parts + 1] = 'widths: (' .. widths:gsub('%%', ''):gsub('[%s,]+', ', ') .. ',)' end
  if groups then parts[#parts + 1] = 'groups: ' .. group_titles(groups) end
  if tonumber(attribute(div, 'emphasis')) then parts[#parts + 1] = 'emphasis: ' .. attribute(div, 'emphasis') end
  local bars = tonumber(attribute(div, 'bars'))
  if bars then
    parts[#parts + 1] = 'shares: (' .. table.concat(percent_shares(rows, bars, total), ', ') .. ',)'
  end
  if attribute(div, 'form') == 'text' then parts[#parts + 1] = 'text-layout: true' end
  if is_long(div, rows) then parts[#parts + 1] = 'long: true' end
  local at = {}
  for i in ipairs(rows) do
    if named[i + 1] then at[#at + 1] = (i - 1) .. ', ' end
  end
  if #at > 0 then parts[#parts + 1] = 'group-rows: (' .. table.concat(at) .. ')' end
  return table.concat(parts, ', ')
end

local function dresses(head)
  local found = {}
  for i, cell in ipairs(head) do
    local title = text_of(cell)
    if title == '依据' then found[i] = basis_dress end
    if title == '印出的值' then found[i] = value_dress end
  end
  return found
end

-- What the template may know of the cells' widths (extents.lua).
local function known(div, tbl, rows, head, named)
  local lines, bold = { head }, { true }
  local total, emphasis = tonumber(attribute(div, 'total')) or 0, tonumber(attribute(div, 'emphasis'))
  for i, row in ipairs(rows) do
    lines[i + 1], bold[i + 1] = row, i > #rows - total or i == emphasis
  end
  return describe(lines, bold, named, #tbl.colspecs, attribute(div, 'widths') ~= nil)
end

local function draw(div)
  local tbl
  for _, block in ipairs(div.content) do
    if block.t == 'Table' then tbl = tbl or block end
  end
  if not tbl then return nil end
  local rows, head, named = body_rows(tbl), cells_of(tbl.head.rows[1]), {}
  for i, row in ipairs(rows) do named[i + 1] = is_group(row) end
  local dress = dresses(head)
  local sizes = #rows > 0 and known(div, tbl, rows, head, named) .. ',\n' or ''
  local out = pandoc.Inlines { raw('#ipabs-table(shape: shape, ' .. settings(div, tbl, rows, named) .. ',\nhead: ') }
  put_row(out, head)
  out:insert(raw(sizes .. 'rows: ('))
  for _, row in ipairs(rows) do put_row(out, row, dress) end
  out:insert(raw('))'))
  return pandoc.Div({ pandoc.Plain(out) }, { class = 'ipabs-drawn', long = tostring(is_long(div, rows)) })
end

return {
  {
    Div = function(div)
      if div.classes:includes('ipabs-table') then return draw(div) end
    end,
  },
}
