-- Tables as Word's own: rules as CY/T 170 wants them, heads that repeat, numbers to the right. The cells stay in the
-- document, between raw pieces, so that their footnotes, references and ratings are drawn as elsewhere.

local stringify = pandoc.utils.stringify
local WIDE = 9740 -- twentieths of a point: the measure of the page in reference/document.xml
local POINT = 20
local EM, PADDING = 8.5 * POINT, 5 * POINT -- type of cells, space at both their sides
local APART = 140 -- between a column of numbers and the text that follows it
local BAR = 72 -- points of the largest class
local STYLES = { l = 'Table Text', c = 'Table Centre', r = 'Table Number' }
local HEADS = { l = 'Table Head', c = 'Table Head Centre', r = 'Table Head Number' }
local xml

local function attribute(div, name)
  local value = div.attributes[name] or div.attributes['data-' .. name]
  return value and value ~= '' and value or nil
end

local function cells_of(row)
  local cells = pandoc.List {}
  for index, cell in ipairs(row.cells) do cells[index] = pandoc.utils.blocks_to_inlines(cell.contents, { pandoc.LineBreak() }) end
  return cells
end

local function after_number(letters, column) return letters[column] == 'l' and letters[column - 1] == 'r' end

local function body_of(tbl)
  local rows = pandoc.List {}
  for _, body in ipairs(tbl.bodies) do
    for _, part in ipairs { body.head, body.body } do
      for _, row in ipairs(part) do rows:insert(cells_of(row)) end
    end
  end
  return rows
end

local function alignment(div, tbl)
  local given, names, letters = attribute(div, 'align') or '', { AlignRight = 'r', AlignCenter = 'c' }, {}
  for index, spec in ipairs(tbl.colspecs) do
    letters[index] = given:sub(index, index):match('[lcr]') or names[spec[1]] or 'l'
  end
  return letters
end

local function is_group(cells)
  local lead = cells[1] and cells[1][1]
  return lead ~= nil and lead.t == 'Span' and lead.classes:includes('group')
end

-- Width of a text in em: a Han character one, others a little over a half.
local function extent(inlines)
  local wide = 0
  for _, code in utf8.codes(stringify(inlines)) do wide = wide + (code >= 0x2E80 and 1 or 0.58) end
  return wide
end

-- Widths that Word and other readers find, as they differ in how they would work them out: what columns of numbers
-- need, the rest to the texts by their lengths.
local function measured(head, rows, letters, bars)
  local widths, total, soft = {}, 0, 0
  for column in ipairs(letters) do
    local widest = extent(head[column] or {})
    for _, row in ipairs(rows) do
      if row[column] and not is_group(row) then widest = math.max(widest, extent(row[column])) end
    end
    if column == bars then widest = BAR * POINT / EM end
    widths[column] = math.floor(math.min(widest, 40) * EM * 1.04 + PADDING + (after_number(letters, column) and APART - PADDING / 2 or 0))
    total = total + widths[column]
    if letters[column] == 'l' then soft = soft + widths[column] end
  end
  for column, width in ipairs(widths) do
    if total > WIDE and letters[column] == 'l' then
      widths[column] = math.floor(width - (total - WIDE) * width / soft)
    elseif total < WIDE then
      widths[column] = math.floor(width * WIDE / total)
    end
  end
  return widths
end

local SHORT = 9 -- em: what is no longer, such as a date, keeps to one line

local function given_widths(text, head, rows)
  local widths, widest = {}, 1
  for part in text:gmatch('[%d.]+') do
    widths[#widths + 1] = math.floor(WIDE * tonumber(part) / 100)
    if widths[#widths] > widths[widest] then widest = #widths end
  end
  for column, width in ipairs(widths) do
    local most = extent(head[column] or {})
    for _, row in ipairs(rows) do
      if row[column] and not is_group(row) then most = math.max(most, extent(row[column])) end
    end
    local lacking = math.ceil(most * EM * 1.06 + 2 * PADDING) - width
    if most <= SHORT and lacking > 0 then
      widths[column], widths[widest] = width + lacking, widths[widest] - lacking
    end
  end
  return widths
end

local function rule(place, size, colour)
  return '<w:' .. place .. ' w:val="single" w:sz="' .. size .. '" w:space="0" w:color="' .. (colour or 'auto') .. '"/>'
end

-- Opening of a cell; `borders` from top to bottom, as the schema orders them.
local function open_cell(width, span, borders, apart)
  return '<w:tc><w:tcPr><w:tcW w:w="' .. width .. '" w:type="dxa"/>'
    .. (span > 1 and '<w:gridSpan w:val="' .. span .. '"/>' or '')
    .. (borders ~= '' and '<w:tcBorders>' .. borders .. '</w:tcBorders>' or '')
    .. (apart and '<w:tcMar><w:left w:w="' .. APART .. '" w:type="dxa"/></w:tcMar>' or '') .. '<w:vAlign w:val="'
end

local function put_cell(out, inlines, style, width, span, borders, place, apart)
  out:insert(xml.block(open_cell(width, span, borders, apart) .. (place or 'top') .. '"/></w:tcPr>'))
  if #inlines == 0 then
    out:insert(xml.block('<w:p><w:pPr><w:pStyle w:val="' .. style:gsub(' ', '') .. '"/></w:pPr></w:p>'))
  else
    out:insert(xml.paragraph(style, inlines))
  end
  out:insert(xml.block('</w:tc>'))
end

local function open_row(out, head)
  out:insert(xml.block('<w:tr><w:trPr><w:cantSplit/>' .. (head and '<w:tblHeader/>' or '') .. '</w:trPr>'))
end

local function sum(widths, first, count)
  local total = 0
  for index = first, first + count - 1 do total = total + (widths[index] or 0) end
  return total
end

-- The row of group titles, each over its columns, a rule under each.
local function group_row(out, groups, widths)
  local column = 1
  open_row(out, true)
  for span, title in groups:gmatch('(%d+):([^;]*)') do
    span = tonumber(span)
    local inlines = title ~= '' and pandoc.Inlines { pandoc.Str(title) } or pandoc.Inlines {}
    put_cell(out, inlines, 'Table Head Centre', sum(widths, column, span), span, title ~= '' and rule('bottom', 4) or '')
    column = column + span
  end
  out:insert(xml.block('</w:tr>'))
end

local function bar(inlines, largest, main)
  local share = tonumber(stringify(inlines):match('[%d.]+') or '')
  if not share or share == 0 or largest == 0 then return pandoc.Inlines {} end
  local length = string.format('%.1fpt', math.max(share / largest * BAR, 0.5))
  return pandoc.Inlines {
    pandoc.Image({ pandoc.Str('占比' .. stringify(inlines)) }, '../pictures/docx/bar-' .. (main and 's1' or 's3') .. '.png', '',
      pandoc.Attr('', {}, { width = length, height = '7pt' })),
  }
end

-- Adds the column of bars that shows the shares of column `from`; not for totals.
local function with_bars(head, rows, letters, from, total, emphasis)
  local largest = 0
  for index = 1, #rows - total do
    largest = math.max(largest, tonumber(stringify(rows[index][from]):match('[%d.]+') or '') or 0)
  end
  head:insert(pandoc.Inlines { pandoc.Str('占比图示') })
  letters[#letters + 1] = 'l'
  for index, row in ipairs(rows) do
    row:insert(index <= #rows - total and bar(row[from], largest, index == emphasis) or pandoc.Inlines {})
  end
end

-- Words in a column of numbers, [期限在1年左右]{.phrase}, are set as text.
local function is_phrase(inlines)
  local lead = inlines[1]
  return lead ~= nil and lead.t == 'Span' and lead.classes:includes('phrase')
end

local function dressed(inlines, title, bold)
  if title == '依据' and stringify(inlines) ~= '公开' then return pandoc.Inlines { xml.span('Basis', inlines) } end
  if #inlines > 0 and (bold or title == '印出的值' and not is_phrase(inlines)) then return pandoc.Inlines { pandoc.Strong(inlines) } end
  return inlines
end

local function put_row(out, row, titles, letters, widths, look)
  open_row(out, false)
  if is_group(row) then
    put_cell(out, { pandoc.Strong(row[1]) }, 'Table Head', sum(widths, 1, #widths), #widths, look.border)
  else
    for column, inlines in ipairs(row) do
      local style = STYLES[letters[column] == 'r' and is_phrase(inlines) and 'l' or letters[column]]
      put_cell(out, dressed(inlines, titles[column], look.bold), style, widths[column], 1, look.border, look.place,
        after_number(letters, column))
    end
  end
  out:insert(xml.block('</w:tr>'))
end

local function draw(div, tbl, title)
  local letters, rows = alignment(div, tbl), body_of(tbl)
  local head = tbl.head.rows[1] and cells_of(tbl.head.rows[1]) or pandoc.List {}
  local total, emphasis = tonumber(attribute(div, 'total')) or 0, tonumber(attribute(div, 'emphasis'))
  local bars, bar_column = tonumber(attribute(div, 'bars')), nil
  if bars then
    with_bars(head, rows, letters, bars, total, emphasis)
    bar_column = #letters
  end
  local widths = attribute(div, 'widths') and given_widths(attribute(div, 'widths'), head, rows) or measured(head, rows, letters, bar_column)
  local text = attribute(div, 'form') == 'text'
  local grid = ''
  for _, width in ipairs(widths) do grid = grid .. '<w:gridCol w:w="' .. width .. '"/>' end
  local out = pandoc.Blocks {
    xml.block('<w:tbl><w:tblPr><w:tblStyle w:val="Table"/><w:tblW w:w="' .. sum(widths, 1, #widths) .. '" w:type="dxa"/>'
      .. '<w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
      .. ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
      .. (title ~= '' and '<w:tblCaption w:val="' .. xml.escape(title) .. '"/>' or '') .. '</w:tblPr><w:tblGrid>' .. grid .. '</w:tblGrid>'),
  }
  if attribute(div, 'groups') then group_row(out, attribute(div, 'groups'), widths) end
  if #head > 0 then
    open_row(out, true)
    for column, inlines in ipairs(head) do
      put_cell(out, inlines, HEADS[letters[column]], widths[column], 1, rule('bottom', 4), 'bottom', after_number(letters, column))
    end
    out:insert(xml.block('</w:tr>'))
  end
  local titles = head:map(stringify)
  for index, row in ipairs(rows) do
    local border = index == #rows - total + 1 and total > 0 and rule('top', 4) or text and index < #rows and rule('bottom', 4, xml.hair) or ''
    local look = { border = border, bold = index > #rows - total or index == emphasis, place = text and 'top' or 'center' }
    put_row(out, row, titles, letters, widths, look)
  end
  if #rows == 0 then
    open_row(out, false)
    put_cell(out, { pandoc.Str('没有记录') }, 'Table Text', sum(widths, 1, #widths), #widths, '')
    out:insert(xml.block('</w:tr>'))
  end
  out:insert(xml.block('</w:tbl>'))
  return out
end

local function of_div(div, title)
  for _, block in ipairs(div.content) do
    if block.t == 'Table' then return draw(div, block, title) end
  end
end

local function from_div(div)
  if div.classes:includes('ipabs-table') then
    local made = of_div(div, attribute(div, 'title') or '')
    if not made or attribute(div, 'framed') then return made end
    -- Not in an exhibit, whose caption and source keep the distance.
    made:insert(1, xml.gap('<w:keepNext/>'))
    made:insert(xml.gap())
    return made
  end
  if div.classes:includes('ipabs-body') then
    -- Tables inside are drawn already, as filters go from the inside out; the name has to be put in.
    local title = attribute(div, 'title')
    if not title then return div.content end
    local named = false
    return div.content:walk {
      RawBlock = function(raw)
        if named or raw.format ~= 'openxml' or not raw.text:find('^<w:tbl>') then return nil end
        named = true
        return xml.block((raw.text:gsub('</w:tblPr>', function() return '<w:tblCaption w:val="' .. xml.escape(title) .. '"/></w:tblPr>' end, 1)))
      end,
    }
  end
end

local function bare(tbl) return draw(pandoc.Div {}, tbl, '') end

return { from_div = from_div, bare = bare, use = function(given) xml = given end }
