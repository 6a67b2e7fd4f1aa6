-- Tables and figures with caption, unit, note and source: one function draws what Quarto or the embedded assembler brought.

local stringify = pandoc.utils.stringify
local SUPPLEMENT = { fig = '图', tbl = '表' }
-- LibreOffice keeps an eighth of an inch free at both sides of a picture, where pandoc states no distance.
local WIDTH = '96.3%'
local NBSP = '\u{a0}'
local xml

local function attribute(attributes, name)
  local value = attributes[name] or attributes['data-' .. name]
  if value == nil then return nil end
  value = type(value) == 'string' and value or stringify(value)
  return value ~= '' and value or nil
end

-- Notes are Markdown in an attribute; no smart punctuation, since `--` is an empty value.
local function parsed(text)
  return pandoc.utils.blocks_to_inlines(pandoc.read(text, 'markdown-smart-subscript').blocks)
end

-- Notes and sources are sentences.
local function sentence(lead, text)
  local inlines = pandoc.Inlines { pandoc.Str(lead) }
  inlines:extend(parsed(text))
  local last = text:match('[%z\1-\127\194-\244][\128-\191]*$')
  if not ('。！？…'):find(last, 1, true) then inlines:insert(pandoc.Str('。')) end
  return inlines
end

local TAGS = { mixed = '含示意数据', published = nil }

local function tag(basis)
  if not basis or basis == 'published' then return nil end
  return xml.span('Sample Tag', { pandoc.Str(TAGS[basis] or '示意数据') })
end

-- 图 3 as a bookmark around the word and Word's own count.
local function caption(float)
  local word = SUPPLEMENT[float.kind]
  local start, stop = xml.bookmark(float.id)
  local number = start .. xml.run(word .. NBSP, 'ExhibitNumber')
    .. xml.field('SEQ ' .. word .. ' \\* ARABIC', tostring(float.number), 'ExhibitNumber') .. stop
  local inlines = pandoc.Inlines { xml.inline(number), pandoc.Str('\u{3000}') }
  inlines:extend(float.caption)
  return xml.paragraph('Caption', inlines)
end

local function notes(float)
  local out, attributes = pandoc.Blocks {}, float.attributes
  local note, source = attribute(attributes, 'note'), attribute(attributes, 'source-line')
  local mark = tag(attribute(attributes, 'basis'))
  if note then out:insert(xml.paragraph('Exhibit Note', sentence('注：', note))) end
  if source or mark then
    local inlines = source and sentence('数据来源：', source) or pandoc.Inlines {}
    if mark then inlines:extend { pandoc.Str('\u{3000}'), mark } end
    out:insert(xml.paragraph('Exhibit Source', inlines))
  end
  return out
end

local function exists(path)
  local folders = { '' }
  local input = PANDOC_STATE.input_files[1]
  if input and input ~= '-' then folders[2] = pandoc.path.directory(input) .. '/' end
  for _, folder in ipairs(folders) do
    local file = io.open(folder .. path, 'rb')
    if file then
      file:close()
      return true
    end
  end
  return false
end

-- The picture that was drawn when the edition was staged, as Word shows vectors in some versions only.
local function picture(float)
  local alt = attribute(float.attributes, 'fig-alt')
  local drawn
  float.content:walk {
    Image = function(image)
      drawn = drawn or image.src
      alt = alt or image.attributes['fig-alt'] or image.attributes.alt or stringify(image.caption)
    end,
  }
  local made = '../pictures/docx/' .. float.id .. '.png'
  local source = exists(made) and made or drawn
  if not source then return xml.paragraph('Figure', { pandoc.Str('本期没有发行') }) end
  return xml.paragraph('Figure', {
    pandoc.Image({ pandoc.Str(alt or '') }, source, '', pandoc.Attr('', {}, { width = WIDTH })),
  })
end

-- A Div, whose name tables.lua reads out to screen readers.
local function body(float)
  local title = float.number and SUPPLEMENT[float.kind] .. NBSP .. float.number .. ' ' .. stringify(float.caption) or ''
  local content = float.content:walk {
    Div = function(div)
      if not div.classes:includes('ipabs-table') then return nil end
      div.attributes.framed = 'true'
      return div
    end,
  }
  return pandoc.Div(content, pandoc.Attr('', { 'ipabs-body' }, { title = title }))
end

-- A picture without label has no number: its caption stands alone.
local function from_figure(figure)
  return {
    xml.paragraph('Figure', pandoc.utils.blocks_to_inlines(figure.content)),
    xml.paragraph('Caption', pandoc.utils.blocks_to_inlines(figure.caption.long)),
  }
end

local function draw(float)
  local out = pandoc.Blocks {}
  if float.kind == 'fig' then
    out:extend { picture(float), caption(float) }
  else
    out:insert(float.number and caption(float) or xml.gap('<w:keepNext/>'))
    local unit = attribute(float.attributes, 'unit')
    if unit then
      local inlines = pandoc.Inlines { pandoc.Str('单位：') }
      inlines:extend(parsed(unit))
      out:insert(xml.paragraph('Unit', inlines))
    end
    out:insert(body(float))
  end
  out:extend(notes(float))
  return out
end

local function from_div(div)
  if div.classes:includes('ipabs-float') then
    local float = {
      id = div.identifier, kind = attribute(div.attributes, 'ref-type') or div.identifier:match('^(%a+)%-'),
      number = attribute(div.attributes, 'number'), attributes = div.attributes,
      caption = pandoc.Inlines {}, content = pandoc.Blocks {},
    }
    for _, part in ipairs(div.content) do
      if part.t == 'Div' and part.classes:includes('float-caption') then
        float.caption = pandoc.utils.blocks_to_inlines(part.content)
      else
        float.content:extend(part.content or { part })
      end
    end
    return draw(float)
  end
  if div.identifier:match('^list%-.+$') then
    return draw { id = div.identifier, kind = 'list', attributes = div.attributes, caption = pandoc.Inlines {}, content = div.content }
  end
end

return { from_div = from_div, from_figure = from_figure, use = function(given) xml = given end }
