-- Div.ipabs-table → a call of `ipabs-table` (table.typ). Cells of plain text become Typst here and now; the others stay in
-- the document, between raw pieces of Typst, so that later filters still see their references, footnotes and ratings.

local function part(name)
  local resolve = quarto and quarto.utils and quarto.utils.resolve_path
  if resolve then return dofile(resolve(name)) end
  return dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), name })
end

local describe, phrases, cells = part('extents.lua'), part('phrases.lua'), part('../shared/tables.lua')
local text_of = cells.text_of
local LEFT_AWAY = { fact = true, group = true, phrase = true } -- pandoc's Typst writer leaves such spans away

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

-- Inside [ ] Typst would read these as a list, a heading or a term.
local function is_guarded(cell)
  local first = cell[1]
  local text = first and first.t == 'Str' and first.text
  return text and (text:match('^[-+/]$') or text:match('^=+$') or text:match('^%d+%.$'))
end

-- What stands around the content of a cell, or the element that holds it.
local function basis_dress(cell)
  local word = text_of(cell)
  if word == '重构' or word == '混合' or word == '示意' then return '#text(fill: colour.accent)[', ']' end
end

-- A phrase among the printed values is too wide for their column.
local WIDEST_VALUE = 9 -- em

local function is_phrase(cell)
  local width = 0
  for _, code in utf8.codes(text_of(cell)) do width = width + (code < 0x2E80 and 0.58 or 1) end
  return width > WIDEST_VALUE
end

-- Words are marked, [期限在1年左右]{.phrase}.
local function is_words(cell)
  local first = cell[1]
  return first and first.t == 'Span' and (first.class or first.classes and first.classes[1]) == 'phrase'
end

-- A figure is bold, words are not. What would open a line in bold text is the writer's to escape.
local function value_dress(cell)
  local text = text_of(cell)
  if is_phrase(cell) or is_words(cell) then return '#align(left)[', ']' end
  if text:find('^[-+=/]') or text:find('^%d+[.)]') then return pandoc.Strong end
  return '#strong[', ']'
end

-- Whether a table is text without phrases as a whole, as joiners.lua takes a paragraph.
local function is_idle(head, rows)
  local begun = false
  for i = 0, #rows do
    for _, cell in ipairs(i == 0 and head or rows[i]) do
      local text = text_of(cell)
      if phrases.has_mark(text) or not begun and not phrases.is_idle(text) then return false end
      begun = begun or text ~= ''
    end
  end
  return true
end

-- Half of a report's cells stand in it more than once (shared/tables.lua).
local written = { [true] = {}, [false] = {} }

-- A cell of plain data as Typst; nil where a filter or the writer must see it.
local function typst(cell, idle)
  if cell.walk then return nil end
  local known = written[idle][cell]
  if known ~= nil then return known or nil end
  local parts, text, fit = {}, '', true
  local function flush()
    local made = not text:find('sf', 1, true) and phrases.typst(text, parts[#parts] ~= ' ', idle) -- ratings.lua comes later
    fit = fit and made
    parts[#parts + 1], text = made or '', ''
  end
  local function put(list)
    for _, el in ipairs(list) do
      if el.t == 'Str' then
        text = text .. el.text
      elseif el.t == 'Span' then
        put(el.content) -- text goes on through it
      else
        flush()
        parts[#parts + 1] = el.t == 'Space' and ' ' or el.t == 'Code' and '`' .. el.text .. '`' or el.text
      end
    end
  end
  put(cell)
  flush()
  local made = fit and table.concat(parts)
  written[idle][cell] = made or false
  return made or nil
end

-- Typst and inlines in their order, with as few raw pieces as may be.
local function new_output()
  local inlines, parts = {}, {}
  local function flush()
    if #parts > 0 then inlines[#inlines + 1], parts = raw(table.concat(parts)), {} end
  end
  return {
    put = function(text) parts[#parts + 1] = text end,
    extend = function(list)
      flush()
      for _, el in ipairs(list) do inlines[#inlines + 1] = el end
    end,
    inlines = function()
      flush()
      return inlines
    end,
  }
end

local function put_cell(out, cell, guard, idle)
  -- A number and nothing else has nothing to hold together.
  local made = #cell == 1 and cell[1].t == 'Str' and cell[1].text:match('^[%d.,]*%d%%?$') or typst(cell, idle)
  if guard then out.put('#none;') end
  if made then out.put(made) else out.extend(cells.inlines(cell)) end
end

local function put_strong(out, cell, guard)
  local inlines = pandoc.Inlines(guard and { raw('#none;') } or {})
  inlines:extend(cells.inlines(cell))
  out.extend({ pandoc.Strong(inlines) })
end

-- Appends `([…], […], ),` for one row. The cell in column `wide` takes the next one in: `[#phrase-cell[…][…]], none`.
local function put_row(out, row, idle, dress, wide)
  local before = '(['
  for i, cell in ipairs(row) do
    if wide and i == wide + 1 then goto continue end
    out.put(before)
    if i == wide then
      out.put('#phrase-cell[')
      put_cell(out, cell, is_guarded(cell), idle)
      out.put('][')
      put_cell(out, row[i + 1], is_guarded(row[i + 1]), idle)
      out.put(']')
      before = '], none, ['
      goto continue
    end
    local open, close
    if dress and dress[i] then open, close = dress[i](cell) end
    if open == pandoc.Strong then
      put_strong(out, cell, is_guarded(cell))
    else
      out.put(open or '')
      put_cell(out, cell, is_guarded(cell), idle)
      out.put(close or '')
    end
    before = '], ['
    ::continue::
  end
  out.put(#row > 0 and '], ),\n' or '(),\n')
end

-- A row that only names the rows below it: one cell, marked [发行概览]{.group}.
local function is_group(row)
  local first = row[1] or {}
  for _, inline in ipairs(first) do
    if inline.t == 'Span' and (inline.class == 'group' or first.walk and inline.classes:includes('group')) then return true end
  end
  return false
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
  for i, given in ipairs(cells.alignments(tbl)) do
    quoted[i] = '"' .. (letters and letters:sub(i, i):match('[lcr]') or names[given] or 'l') .. '", '
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

-- Column of the printed values, where the definition follows it.
local function value_column(head)
  for i, cell in ipairs(head) do
    if text_of(cell) == '印出的值' and i < #head then return i end
  end
end

-- Rows whose value is a phrase; it goes over the next column, and the definition stands below it.
local function phrase_rows(head, rows, named)
  local column, found = value_column(head), {}
  for i, row in ipairs(rows) do
    if column and not named[i + 1] and row[column] and is_phrase(row[column]) then found[i] = column end
  end
  return found
end

-- The row as one whose phrase must be measured, over two columns.
local UNKNOWN = { { t = 'RawInline', text = '' } }

local function measured_row(row, wide)
  if not wide then return row end
  local made = {}
  for i, cell in ipairs(row) do made[i] = i == wide and UNKNOWN or i == wide + 1 and {} or cell end
  return made
end

-- What the template may know of the cells' widths (extents.lua).
local function known(div, tbl, rows, head, named, wide)
  local lines, bold = { head }, { true }
  local total, emphasis = tonumber(attribute(div, 'total')) or 0, tonumber(attribute(div, 'emphasis'))
  for i, row in ipairs(rows) do
    lines[i + 1], bold[i + 1] = measured_row(row, wide[i]), i > #rows - total or i == emphasis
  end
  return describe(lines, bold, named, #cells.alignments(tbl), attribute(div, 'widths') ~= nil)
end

local function draw(div)
  local tbl
  for _, block in ipairs(div.content) do
    tbl = tbl or cells.table_in(block)
  end
  if not tbl then return nil end
  local head, rows = cells.read(tbl, LEFT_AWAY)
  local named = {}
  for i, row in ipairs(rows) do named[i + 1] = is_group(row) end
  local dress, idle, wide = dresses(head), is_idle(head, rows), phrase_rows(head, rows, named)
  local sizes = #rows > 0 and known(div, tbl, rows, head, named, wide) .. ',\n' or ''
  local out = new_output()
  out.put('#ipabs-table(shape: shape, ' .. settings(div, tbl, rows, named) .. ',\nhead: ')
  put_row(out, head, idle)
  out.put(sizes .. 'rows: (')
  for i, row in ipairs(rows) do put_row(out, row, idle, dress, wide[i]) end
  out.put('))')
  local attributes = { class = 'ipabs-drawn', long = tostring(is_long(div, rows)) }
  -- What a table tells of itself, where no cell of a notebook does.
  for _, name in ipairs { 'title', 'source' } do attributes['list-' .. name] = attribute(div, 'list-' .. name) end
  return pandoc.Div({ pandoc.Plain(out.inlines()) }, attributes)
end

return {
  {
    Div = function(div)
      if div.classes:includes('ipabs-table') then return draw(div) end
    end,
  },
}
