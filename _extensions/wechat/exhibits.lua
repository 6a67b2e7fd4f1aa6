-- Tables and figures with caption, unit, note and source; figures are pictures inside the page.

local stringify = pandoc.utils.stringify
local style, html

local function attribute(attributes, name)
  local value = attributes[name] or attributes['data-' .. name]
  return value and value ~= '' and value or nil
end

-- Notes are Markdown in an attribute; no smart punctuation, since `--` is an empty value.
local function parsed(text)
  return pandoc.utils.blocks_to_inlines(pandoc.read(text, 'markdown-smart-subscript').blocks)
end

local function sentence(lead, text)
  local inlines = pandoc.Inlines { pandoc.Str(lead) }
  inlines:extend(parsed(text))
  if not text:match('。$') then inlines:insert(pandoc.Str('。')) end
  return inlines
end

local function notes(attributes)
  local out = pandoc.Blocks {}
  local note, source, basis = attribute(attributes, 'note'), attribute(attributes, 'source-line'), attribute(attributes, 'basis')
  if note then out:insert(html.line('p', 'note', sentence('注：', note))) end
  local inlines = source and sentence('数据来源：', source) or pandoc.Inlines {}
  if basis and basis ~= 'published' then
    inlines:insert(pandoc.Str('\u{3000}'))
    inlines:extend(html.span('tag', { pandoc.Str(basis == 'mixed' and '含示意数据' or '示意数据') }))
  end
  if #inlines > 0 then out:insert(html.line('p', 'note', inlines)) end
  return out
end

local function caption(div, inlines)
  local name = (attribute(div.attributes, 'supplement') or '') .. '\u{a0}' .. attribute(div.attributes, 'number')
  local line = html.span('number', { pandoc.Str(name) })
  line:insert(pandoc.Str('\u{3000}'))
  line:extend(inlines)
  return html.line('p', 'caption', line)
end

local function read(path)
  local file = io.open(path, 'rb')
  if not file then return nil end
  local content = file:read('a')
  file:close()
  return content
end

local TYPES = { png = 'image/png', jpg = 'image/jpeg', jpeg = 'image/jpeg', gif = 'image/gif' }

-- An image with its content inside the page.
local function tag(path, name, alt, more)
  local content = read(path)
  if not content then error('there is no picture ' .. path, 0) end
  local kind = TYPES[(path:match('%.(%w+)$') or ''):lower()] or 'image/png'
  return '<img' .. style.named(name, more) .. ' alt="' .. html.escape(alt or '') .. '" src="'
    .. pandoc.mediabag.make_data_uri(kind, content) .. '">'
end

-- Addresses are escaped, names of files are not.
local function file_of(image)
  return (image.src:gsub('%%(%x%x)', function(code) return string.char(tonumber(code, 16)) end))
end

local function words_of(image)
  return image.attributes['fig-alt'] or image.attributes.alt or stringify(image.caption)
end

-- The picture that was drawn of an exhibit, or the one that the text names.
local function picture(div, image)
  local drawn = '../pictures/wechat/' .. div.identifier .. '.png'
  local path = image.src:find('_files/figure-wechat/', 1, true) and drawn or file_of(image)
  return html.block(tag(path, 'image', attribute(div.attributes, 'fig-alt') or words_of(image)))
end

-- A picture within a line.
local function from_image(image)
  local width = image.attributes.width
  if width and not width:find('%a') and not width:find('%%') then width = width .. 'px' end
  return html.inline(tag(file_of(image), 'inlineimage', words_of(image), width and 'width:' .. width .. ';'))
end

-- A picture without label has no number: its caption stands alone.
local function from_figure(figure)
  local out = pandoc.Blocks {}
  figure.content:walk {
    Image = function(image) out:insert(html.block(tag(file_of(image), 'image', words_of(image)))) end,
  }
  out:insert(html.line('p', 'caption', pandoc.utils.blocks_to_inlines(figure.caption.long)))
  return html.section('exhibit', out)
end

local function float(div)
  local inlines, content = pandoc.Inlines {}, pandoc.Blocks {}
  for _, part in ipairs(div.content) do
    if part.t == 'Div' and part.classes:includes('float-caption') then
      inlines = pandoc.utils.blocks_to_inlines(part.content)
    else
      content:extend(part.content or { part })
    end
  end
  local out = pandoc.Blocks {}
  if attribute(div.attributes, 'ref-type') == 'fig' then
    local drawn
    content:walk { Image = function(image) drawn = drawn or image end }
    out:insert(drawn and picture(div, drawn) or html.line('p', 'note', { pandoc.Str('本期没有发行') }))
    out:insert(caption(div, inlines))
  else
    out:insert(caption(div, inlines))
    local unit = attribute(div.attributes, 'unit')
    if unit then out:insert(html.line('p', 'unit', { pandoc.Str('单位：' .. unit) })) end
    out:extend(content)
  end
  out:extend(notes(div.attributes))
  return html.section('exhibit', out)
end

local function from_div(div)
  if div.classes:includes('ipabs-float') then return float(div) end
  if div.identifier:match('^list%-') then
    local out, unit = pandoc.Blocks {}, attribute(div.attributes, 'unit')
    if unit then out:insert(html.line('p', 'unit', { pandoc.Str('单位：' .. unit) })) end
    out:extend(div.content)
    out:extend(notes(div.attributes))
    return html.section('exhibit', out)
  end
end

return {
  from_div = from_div, from_figure = from_figure, from_image = from_image,
  use = function(one, other) style, html = one, other end,
}
