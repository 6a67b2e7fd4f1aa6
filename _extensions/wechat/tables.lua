-- Tables that fit a phone: periods side by side stand below each other, columns of long text share a cell.

local stringify = pandoc.utils.stringify
local MANY = 6 -- more columns do not fit
local SHORT = 14 -- characters of a Latin cell that keep to one line
local ALIGN = { l = 'left', c = 'center', r = 'right' }
local style, html

local function attribute(div, name)
  local value = div.attributes[name] or div.attributes['data-' .. name]
  return value and value ~= '' and value or nil
end

local function cells_of(row)
  local cells = pandoc.List {}
  for index, cell in ipairs(row.cells) do cells[index] = pandoc.utils.blocks_to_inlines(cell.contents, { pandoc.LineBreak() }) end
  return cells
end

local function read(div, tbl)
  local names, letters, rows = { AlignRight = 'r', AlignCenter = 'c' }, pandoc.List {}, pandoc.List {}
  local given = attribute(div, 'align') or ''
  for index, spec in ipairs(tbl.colspecs) do letters[index] = given:sub(index, index):match('[lcr]') or names[spec[1]] or 'l' end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do rows:insert(cells_of(row)) end
  end
  return {
    letters = letters, rows = rows, head = tbl.head.rows[1] and cells_of(tbl.head.rows[1]) or pandoc.List {},
    total = tonumber(attribute(div, 'total')) or 0, emphasis = tonumber(attribute(div, 'emphasis')),
  }
end

local function put(out, tag, name, inlines, more, attributes)
  out:insert(html.inline('<' .. tag .. (attributes or '') .. style.named(name, more) .. '>'))
  out:extend(inlines)
  out:insert(html.inline('</' .. tag .. '>'))
end

local function is_group(cells)
  local lead = cells[1] and cells[1][1]
  return lead ~= nil and lead.t == 'Span' and lead.classes:includes('group')
end

-- A number, a band such as (3.00%,3.30%], a head of a few characters: on one line.
local function whole(inlines)
  local text = stringify(inlines)
  local han = text:find('[\227-\233]') ~= nil
  return utf8.len(text) <= (han and 4 or SHORT) and 'white-space:nowrap;' or ''
end

local function draw(data)
  local out = pandoc.Inlines { html.inline('<table' .. style.named('table', data.more) .. '><thead>') }
  local function alignment(column) return 'text-align:' .. ALIGN[data.letters[column]] .. ';' end
  if data.groups then
    out:insert(html.inline('<tr>'))
    for _, group in ipairs(data.groups) do
      put(out, 'th', 'head', { pandoc.Str(group.title) }, 'text-align:center;' .. (group.title == '' and 'border-bottom:0;' or ''),
        ' colspan="' .. group.span .. '"')
    end
    out:insert(html.inline('</tr>'))
  end
  if #data.head > 0 then
    out:insert(html.inline('<tr>'))
    for column, inlines in ipairs(data.head) do put(out, 'th', 'head', inlines, alignment(column) .. whole(inlines) .. (data.widths and data.widths[column] or '')) end
    out:insert(html.inline('</tr>'))
  end
  out:insert(html.inline('</thead><tbody>'))
  for index, row in ipairs(data.rows) do
    local bold = (index > #data.rows - data.total or index == data.emphasis) and 'font-weight:bold;' or ''
    local above = data.total > 0 and index == #data.rows - data.total + 1 and 'border-top:1px solid {rule};'
      or data.text and index > 1 and 'border-top:1px solid {hair};' or ''
    out:insert(html.inline('<tr>'))
    if is_group(row) then
      put(out, 'td', 'cell', row[1], 'font-weight:bold;' .. above, ' colspan="' .. #data.letters .. '"')
    else
      for column, inlines in ipairs(row) do
        local long = data.letters[column] == 'r' and utf8.len(stringify(inlines)) > 16
        put(out, 'td', 'cell', inlines, (long and 'text-align:left;' or alignment(column) .. whole(inlines)) .. bold .. above)
      end
    end
    out:insert(html.inline('</tr>'))
  end
  if #data.rows == 0 then
    out:insert(html.inline('<tr>'))
    put(out, 'td', 'cell', { pandoc.Str('没有记录') }, '', ' colspan="' .. #data.letters .. '"')
    out:insert(html.inline('</tr>'))
  end
  out:insert(html.inline('</tbody></table>'))
  return pandoc.Plain(out)
end

local function groups_of(text)
  local groups = pandoc.List {}
  for span, title in (text or ''):gmatch('(%d+):([^;]*)') do groups:insert { span = tonumber(span), title = title } end
  return groups
end

local function chosen(list, columns) return columns:map(function(column) return list[column] or pandoc.Inlines {} end) end

-- One table a period: its columns after those that belong to none.
local function apart(data, groups)
  local out, shared, column = pandoc.Blocks {}, pandoc.List {}, 1
  for _, group in ipairs(groups) do
    local own = pandoc.List {}
    for _ = 1, group.span do
      own:insert(column)
      column = column + 1
    end
    if group.title == '' then shared:extend(own) else
      local columns = pandoc.List(shared) .. own
      local rows = data.rows:map(function(row) return chosen(row, columns) end)
      out:insert(draw {
        letters = chosen(data.letters, columns), head = chosen(data.head, columns), rows = rows, total = data.total,
        emphasis = data.emphasis, groups = { { span = #columns, title = group.title } },
        more = #out > 0 and 'margin:14px 0 0;' or nil,
      })
    end
  end
  return out
end

local function joined(cells, first, last)
  local out = pandoc.Inlines {}
  for column = first, last do
    if cells[column] and #cells[column] > 0 then
      if #out > 0 then out:insert(pandoc.LineBreak()) end
      local strong = first > 1 and last > first and column == first
      out:extend(strong and pandoc.Inlines { pandoc.Strong(cells[column]) } or cells[column])
    end
  end
  return out
end

-- Long text: when and who to the left, what to the right.
local function in_two(data)
  local count = #data.letters
  local function pair(cells) return pandoc.List { joined(cells, 1, 2), joined(cells, 3, count) } end
  local words = data.head:map(stringify)
  local head = pandoc.List {
    pandoc.Inlines { pandoc.Str(words[1] .. '、' .. words[2]) },
    pandoc.Inlines { pandoc.Str(table.concat({ table.unpack(words, 3) }, '、')) },
  }
  return draw {
    letters = pandoc.List { 'l', 'l' }, head = head, rows = data.rows:map(pair), total = 0, text = true,
    widths = { 'width:27%;', '' },
  }
end

local function add_bars(data, from)
  local largest = 0
  for index = 1, #data.rows - data.total do
    largest = math.max(largest, tonumber(stringify(data.rows[index][from]):match('[%d.]+') or '') or 0)
  end
  data.head:insert(pandoc.Inlines { pandoc.Str('占比图示') })
  data.letters:insert('l')
  for index, row in ipairs(data.rows) do
    local share = index <= #data.rows - data.total and tonumber(stringify(row[from]):match('[%d.]+') or '')
    local bar = pandoc.Inlines {}
    if share and share > 0 and largest > 0 then
      local length = string.format('%.1f%%', math.max(share / largest * 100, 1))
      local colour = index == data.emphasis and '{s1}' or '{s3}'
      bar:insert(html.inline('<section style="' .. style.css('width:' .. length .. ';min-width:1px;height:9px;margin:5px 0 0;font-size:1px;line-height:9px;background-color:' .. colour .. ';')
        .. '">&nbsp;</section>'))
    end
    row:insert(bar)
  end
  data.widths = {}
  for column = 1, #data.letters do data.widths[column] = column == #data.letters and 'width:20%;' or '' end
end

local function of_div(div, tbl)
  local data = read(div, tbl)
  if attribute(div, 'form') == 'text' and #data.letters > 2 then return pandoc.Blocks { in_two(data) } end
  local groups = groups_of(attribute(div, 'groups'))
  if #groups > 0 and #data.letters > MANY then return apart(data, groups) end
  if #groups > 0 then data.groups = groups end
  -- Where there are many columns the share alone must do.
  if tonumber(attribute(div, 'bars')) and #data.letters < 5 then add_bars(data, tonumber(attribute(div, 'bars'))) end
  return pandoc.Blocks { draw(data) }
end

local function from_div(div)
  if not div.classes:includes('ipabs-table') then return nil end
  for _, block in ipairs(div.content) do
    if block.t == 'Table' then return of_div(div, block) end
  end
end

local function bare(tbl) return of_div(pandoc.Div {}, tbl) end

return { from_div = from_div, bare = bare, use = function(one, other) style, html = one, other end }
