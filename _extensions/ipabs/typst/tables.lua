-- Div.ipabs-table → a call of `ipabs-table` (table.typ). The cells stay in the document, between raw pieces of Typst,
-- so that later filters still see their references, footnotes and ratings.

local text_of = pandoc.utils.stringify

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

local function cell_inlines(cell)
  local inlines = pandoc.utils.blocks_to_inlines(cell.contents, { pandoc.LineBreak() })
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
  out:insert(raw('('))
  for i, cell in ipairs(cells) do
    local inlines = cell_inlines(cell)
    if dress and dress[i] then inlines = dress[i](inlines) end
    out:insert(raw('['))
    out:extend(inlines)
    out:insert(raw('], '))
  end
  out:insert(raw('),\n'))
end

-- A row that only names the rows below it: one cell, marked [发行概览]{.group}.
local function is_group(row)
  local first = row.cells[1] and row.cells[1].contents
  local marked = false
  pandoc.Blocks(first or {}):walk { Span = function(span) marked = marked or span.classes:includes('group') end }
  return marked
end

local function body_rows(tbl)
  local rows = {}
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.head) do rows[#rows + 1] = row end
    for _, row in ipairs(body.body) do rows[#rows + 1] = row end
  end
  return rows
end

local function percent_shares(rows, column, total)
  local shares = {}
  for i, row in ipairs(rows) do
    local cell = row.cells[column]
    local digits = cell and text_of(cell.contents):match('([%d.]+)')
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

local function settings(div, tbl, rows)
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
  local named = {}
  for i, row in ipairs(rows) do
    if is_group(row) then named[#named + 1] = (i - 1) .. ', ' end
  end
  if #named > 0 then parts[#parts + 1] = 'group-rows: (' .. table.concat(named) .. ')' end
  return table.concat(parts, ', ')
end

local function dresses(head)
  local found = {}
  for i, cell in ipairs(head and head.cells or {}) do
    local title = text_of(cell.contents)
    if title == '依据' then found[i] = basis_dress end
    if title == '印出的值' then found[i] = value_dress end
  end
  return found
end

local function draw(div)
  local tbl
  for _, block in ipairs(div.content) do
    if block.t == 'Table' then tbl = tbl or block end
  end
  if not tbl then return nil end
  local rows, head = body_rows(tbl), tbl.head.rows[1]
  local out = pandoc.Inlines { raw('#ipabs-table(' .. settings(div, tbl, rows) .. ',\nhead: ') }
  put_row(out, head and head.cells or {})
  out:insert(raw('rows: ('))
  for _, row in ipairs(rows) do put_row(out, row.cells, dresses(head)) end
  out:insert(raw('))'))
  local long = #rows > 16 or attribute(div, 'form') == 'text'
  return pandoc.Div({ pandoc.Plain(out) }, { class = 'ipabs-drawn', long = tostring(long) })
end

return {
  {
    Div = function(div)
      if div.classes:includes('ipabs-table') then return draw(div) end
    end,
  },
}
