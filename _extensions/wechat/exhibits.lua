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

local function picture(div)
  local path = '../pictures/wechat/' .. div.identifier .. '.png'
  local content = read(path)
  if not content then error('there is no picture ' .. path .. ' of the figure ' .. div.identifier, 0) end
  return html.block('<img' .. style.named('image') .. ' alt="' .. html.escape(attribute(div.attributes, 'fig-alt') or '')
    .. '" src="' .. pandoc.mediabag.make_data_uri('image/png', content) .. '">')
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
    local drawn = false
    content:walk { Image = function() drawn = true end }
    out:insert(drawn and picture(div) or html.line('p', 'note', { pandoc.Str('本期没有发行') }))
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

return { from_div = from_div, use = function(one, other) style, html = one, other end }
