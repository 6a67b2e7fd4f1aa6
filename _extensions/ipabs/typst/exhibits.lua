-- Floats, boxes and marks become calls of the template's functions.

local text_of = pandoc.utils.stringify

local function part(name)
  local resolve = quarto and quarto.utils and quarto.utils.resolve_path
  if resolve then return dofile(resolve(name)) end
  return dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), name })
end

local ratings, bare = part('../shared/ratings.lua')[1], part('../shared/texts.lua').bare
local SUPPLEMENT = { fig = '图', tbl = '表' }

local function raw(text) return pandoc.RawBlock('typst', text) end
local function inline(text) return pandoc.RawInline('typst', text) end

-- Attribute of a float, with or without data-.
local function attribute(attributes, name)
  local value = attributes[name] or attributes['data-' .. name]
  if value == nil then return nil end
  value = type(value) == 'string' and value or text_of(value)
  return value ~= '' and value or nil
end

local function quoted(text) return '"' .. text:gsub('[\\"]', '\\%0') .. '"' end

-- Notes are Markdown in an attribute. No smart punctuation: `--` is an empty value. ratings.lua has not seen them.
local function parsed(text)
  local words = bare(text)
  local inlines = words and pandoc.Inlines(words) or pandoc.utils.blocks_to_inlines(pandoc.read(text, 'markdown-smart-subscript').blocks)
  return text:find('sf', 1, true) and inlines:walk(ratings) or inlines
end

-- Notes and sources are sentences.
local function sentence(text)
  local inlines = parsed(text)
  local last = text_of(inlines):match('[%z\1-\127\194-\244][\128-\191]*$')
  if last and not ('。！？…'):find(last, 1, true) then inlines:insert(pandoc.Str('。')) end
  return inlines
end

-- Appends `name: […], `.
local function put(out, name, inlines)
  if not inlines or #inlines == 0 then return end
  out:insert(inline(name .. ': ['))
  out:extend(inlines)
  out:insert(inline('], '))
end

local function exists(path)
  local file = io.open(path, 'r')
  if file then file:close() end
  return file ~= nil
end

-- The exhibit's CSV as seen from the page, which stands in report/; nil where it is out of reach.
local function data_path(name)
  if not name then return nil end
  for _, path in ipairs { '../' .. name, name } do
    local folders = { '' }
    local input = PANDOC_STATE.input_files[1]
    if input then folders[2] = pandoc.path.directory(input) .. '/' end
    for _, folder in ipairs(folders) do
      if exists(folder .. path) then return path end
    end
  end
  return nil
end

-- Addresses are escaped, names of files are not.
local function file_of(address)
  return (address:gsub('%%(%x%x)', function(code) return string.char(tonumber(code, 16)) end))
end

-- Pixels are those of CSS.
local function width_of(image)
  local width = image.attributes.width
  local pixels = width and tonumber((width:gsub('px$', '')))
  return width and ', width: ' .. (pixels and string.format('%.4gin', pixels / 96) or width) or ''
end

-- pandoc's writer drops an image's text alternative, so the image is called by name.
local function drawn(alt)
  return {
    Image = function(image)
      local file = quoted(file_of(image.src))
      return inline('#exhibit-image(' .. file .. ', alt: ' .. quoted(alt or '') .. width_of(image) .. ')')
    end,
  }
end

local function first_alt(blocks)
  local alt
  blocks:walk {
    Image = function(image)
      alt = alt or image.attributes['fig-alt'] or image.attributes.alt or text_of(image.caption)
    end,
  }
  return alt ~= '' and alt or nil
end

-- What a float shows: unwrapped from cells and figures, so that no block comes between caption and body.
local function body_of(blocks, alt)
  local out, long = pandoc.Blocks {}, false
  local function take(list)
    for _, block in ipairs(list) do
      if block.t == 'Div' then
        if block.classes:includes('ipabs-drawn') then long = block.attributes.long == 'true' end
        take(block.content)
      elseif block.t == 'Figure' then
        take(block.content)
      elseif block.t == 'Para' then
        out:insert(pandoc.Plain(block.content))
      else
        out:insert(block)
      end
    end
  end
  take(blocks)
  return out:walk(drawn(alt)), long
end

-- The one way to an exhibit. `float`: id, kind, number, caption (inlines), content (blocks), attributes.
local function exhibit(float)
  local attributes, supplement = float.attributes, SUPPLEMENT[float.kind] or '图'
  local alt = attribute(attributes, 'fig-alt') or first_alt(float.content)
  local content, long = body_of(float.content, alt)
  local out = pandoc.Inlines { inline('#exhibit(shape: shape, kind: "' .. float.kind .. '", id: ' .. quoted(float.id)
    .. ', supplement: [' .. (float.supplement or supplement) .. '], ') }
  if float.number then out:insert(inline('number: ' .. float.number .. ', ')) end
  if attribute(attributes, 'basis') then
    out:insert(inline('basis: ' .. quoted(attribute(attributes, 'basis')) .. ', '))
  end
  local data = data_path(attribute(attributes, 'data-file') or attributes.file)
  if data then out:insert(inline('data: ' .. quoted(data) .. ', ')) end
  if long then out:insert(inline('long: true, ')) end
  put(out, 'caption', float.caption)
  for _, name in ipairs { 'unit', 'note', 'source-line' } do
    local value = attribute(attributes, name)
    put(out, (name:gsub('%-line', '')), value and (name == 'unit' and parsed or sentence)(value))
  end
  out:insert(inline(')['))
  if #content == 0 then
    content:insert(raw('#nothing-issued'))
    out:insert(#out, inline('alt: ' .. quoted(alt or '本期没有发行') .. ', '))
  end
  local blocks = pandoc.Blocks { pandoc.Plain(out) }
  blocks:extend(content)
  blocks:insert(raw(']\n'))
  local words = float.number and (float.supplement or supplement) .. '\u{a0}' .. float.number or ''
  return pandoc.Div(blocks, { class = 'ipabs-exhibit', long = tostring(long), ['for'] = float.id, words = words })
end

local function float_of(div)
  local caption, content = pandoc.Inlines {}, pandoc.Blocks {}
  for _, part in ipairs(div.content) do
    if part.t == 'Div' and part.classes:includes('float-caption') then
      caption = pandoc.utils.blocks_to_inlines(part.content)
    elseif part.t == 'Div' and part.classes:includes('float-content') then
      content = part.content
    end
  end
  local attributes = div.attributes
  return exhibit {
    id = div.identifier, kind = attribute(attributes, 'ref-type') or div.identifier:match('^(%a+)%-'),
    number = attribute(attributes, 'number'), supplement = attribute(attributes, 'supplement'),
    caption = caption, content = content, attributes = attributes,
  }
end

-- `kind` is how the page is planned with it (flow.lua).
local function boxed(call, title, content, kind)
  local out = pandoc.Inlines { inline('#' .. call .. '(') }
  put(out, 'title', title)
  out:insert(inline(')['))
  local blocks = pandoc.Blocks { pandoc.Plain(out) }
  blocks:extend(content)
  blocks:insert(raw(']\n'))
  return pandoc.Div(blocks, { class = 'ipabs-box', kind = kind or 'box' })
end

local WARNINGS = { warning = true, important = true, caution = true }

local function callout(div, kind)
  local title, content = attribute(div.attributes, 'title'), div.content:clone()
  local inlines = title and parsed(title)
  if not inlines and content[1] and content[1].t == 'Header' then
    inlines = content:remove(1).content
  end
  return boxed(WARNINGS[kind] and 'notice' or 'surface-box', inlines, content)
end

local function callout_kind(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match('^callout%-(%a+)$')
    if kind then return kind end
  end
end

local function float_div(div)
  if div.classes:includes('ipabs-float') then return float_of(div) end
end

-- 注： is set before every note.
local function without_label(str)
  local text = str.text:match('^注：(.*)$')
  return text and pandoc.Str(text)
end

-- A picture without label has no number: its caption stands alone.
local function unlabelled(figure)
  local out = pandoc.Inlines { inline('#picture(') }
  put(out, 'caption', pandoc.utils.blocks_to_inlines(figure.caption.long))
  out:insert(inline(')['))
  out:extend(pandoc.utils.blocks_to_inlines(figure.content))
  out:insert(inline(']'))
  return pandoc.Plain(out)
end

-- A table without number.
local function unnumbered(div)
  local attributes = div.attributes
  local out = pandoc.Inlines { inline('#bare-table(shape: shape, long: ' .. attributes.long .. ', ') }
  for _, name in ipairs { 'data', 'basis' } do
    local value = attributes['list-' .. name]
    if value then out:insert(inline(name .. ': ' .. quoted(value) .. ', ')) end
  end
  for _, name in ipairs { 'title', 'unit', 'note', 'source' } do
    local value = attribute(attributes, 'list-' .. name)
    local is_sentence = name == 'note' or name == 'source'
    put(out, name, value and (is_sentence and sentence or parsed)(value))
  end
  local content = div.content:clone()
  local last = content[#content]
  if last.t == 'Div' and last.classes:includes('list-note') then
    put(out, 'note', pandoc.utils.blocks_to_inlines(content:remove().content):walk { Str = without_label })
  end
  out:insert(inline(')['))
  local blocks = pandoc.Blocks { pandoc.Plain(out) }
  blocks:extend(content)
  blocks:insert(raw(']\n'))
  return pandoc.Div(blocks, { class = 'ipabs-exhibit', long = attributes.long })
end

-- The label of a note for reading stands in the margin, within its first paragraph.
local function reading_note(div)
  local title, content = attribute(div.attributes, 'title'), div.content:clone()
  local first = content[1]
  if title and first and (first.t == 'Para' or first.t == 'Plain') then
    local label = pandoc.Inlines { inline('#margin-label[') }
    label:extend(parsed(title))
    label:insert(inline('];'))
    label:extend(first.content)
    content[1] = pandoc.Para(label)
  end
  return boxed('reading-note', nil, content, 'text')
end

local function Div(div)
  local classes = div.classes
  if classes:includes('ipabs-drawn') then return unnumbered(div) end
  if callout_kind(div) then return callout(div, callout_kind(div)) end
  if classes:includes('reading-note') then return reading_note(div) end
  if classes:includes('table-note') then return boxed('table-note', nil, div.content, 'note') end
end

local function Span(span)
  if span.classes:includes('sample-tag') then
    return { inline('#sample-tag(words: ['), pandoc.Span(span.content), inline('])') }
  elseif span.classes:includes('sample') then
    return { inline('#wj;#sample-mark['), pandoc.Span(span.content), inline('];') }
  end
end

-- A list without number has its words and its CSV as an exhibit does: its cell tells them to the table.
local TOLD = { title = 'list-title', unit = 'unit', note = 'note', source = 'source-line', basis = 'basis' }

local function hand_down(cell)
  local data, told = data_path(attribute(cell.attributes, 'data-file')), {}
  for name, given in pairs(TOLD) do told[name] = attribute(cell.attributes, given) end
  if not data and not next(told) then return nil end
  told.data = data
  return cell:walk {
    Div = function(div)
      if not div.classes:includes('ipabs-drawn') then return nil end
      for name, value in pairs(told) do div.attributes['list-' .. name] = value end
      return div
    end,
  }
end

local function is_note(block) return block.t == 'Div' and block.classes:includes('table-note') end

-- The note below a table without number is its own.
local function Blocks(blocks)
  if not blocks:find_if(is_note) then return nil end
  local out = pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    local table_before = out[#out]
    if is_note(block) and table_before and table_before.t == 'Div' and table_before.classes:includes('ipabs-drawn') then
      table_before.content:insert(pandoc.Div(block.content, { class = 'list-note' }))
    else
      out:insert(block)
    end
  end
  return out
end

return {
  -- Floats before bare tables: what a float holds is no bare table.
  { Div = float_div },
  { Figure = unlabelled },
  { Div = hand_down, Blocks = Blocks },
  { Div = Div, Span = Span },
}
