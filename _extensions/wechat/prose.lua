-- Headings, paragraphs, lists, boxes and marks; footnotes become notes at the end.

local stringify = pandoc.utils.stringify
local WARNINGS = { warning = true, important = true, caution = true }
local style, html
local notes = pandoc.List {}

local function circled(number) return number <= 20 and utf8.char(0x245F + number) or '[' .. number .. ']' end

local function header(el)
  local number, words = el.attributes['zh-number'], pandoc.Inlines {}
  if el.classes:includes('unnumbered') and el.level == 1 then words:insert(pandoc.Str('附录：')) end
  if number then words:insert(pandoc.Str(number .. (el.level == 1 and '、' or ''))) end
  words:extend(el.content)
  return el.level == 1 and html.line('h2', 'h2', words) or html.line('h3', 'h3', words)
end

local function note(el)
  notes:insert(pandoc.utils.blocks_to_inlines(el.content))
  return pandoc.Inlines {
    html.inline('<sup' .. style.named('mark') .. '>'), pandoc.Str(circled(#notes)), html.inline('</sup>'),
  }
end

-- The notes of the whole page.
local function at_end()
  local out = pandoc.Blocks {}
  if #notes == 0 then return out end
  out:insert(html.line('h2', 'h2', { pandoc.Str('注释') }))
  for index, inlines in ipairs(notes) do
    local words = pandoc.Inlines { pandoc.Str(circled(index) .. ' ') }
    words:extend(inlines)
    out:insert(html.line('p', 'small', words))
  end
  return out
end

local function title_of(div)
  local title = div.attributes.title or div.attributes['data-title']
  if title and title ~= '' then return pandoc.Inlines { pandoc.Str(title) }, div.content end
  local content = div.content:clone()
  if content[1] and content[1].t == 'Header' then return content:remove(1).content, content end
  return pandoc.Inlines {}, content
end

local function headline(div)
  local line = pandoc.Inlines {}
  for index, block in ipairs(div.content) do
    local inlines = pandoc.utils.blocks_to_inlines(pandoc.Blocks { block })
    if index == 1 then line:extend(html.span('digits', inlines)) else
      line:insert(pandoc.Str('\u{3000}'))
      line:extend(inlines)
    end
  end
  return html.line('p', 'headline', line)
end

local function box(kind, title, content)
  local name = WARNINGS[kind] and 'notice' or 'box'
  local out = pandoc.Blocks {}
  if #title > 0 then
    if name == 'notice' then title:insert(1, pandoc.Str('▲ ')) end
    out:insert(html.line('p', name .. 'title', title))
  end
  out:extend(content)
  return html.section(name, out)
end

local function boxes(div)
  local classes = div.classes
  if classes:includes('headline') then return headline(div) end
  if classes:includes('fold') then
    return pandoc.Blocks { html.line('p', 'small', { pandoc.Str('（明细较长，此处从略，见本期网页版与 PDF 的同名附录。）') }) }
  end
  if classes:includes('csl-entry') then
    return pandoc.Blocks { html.line('p', 'reference', pandoc.utils.blocks_to_inlines(div.content)) }
  end
  if classes:includes('reading-note') then
    local title, content = title_of(div)
    return pandoc.Blocks { html.line('p', 'reading', #title > 0 and title or { pandoc.Str('读图要点') }) } .. content
  end
  for _, class in ipairs(classes) do
    local kind = class:match('^callout%-(%a+)$')
    if kind then
      local title, content = title_of(div)
      return box(kind, title, content)
    end
  end
end

-- Addresses are of no use: the page they lead to is not there, and others are removed by WeChat.
local function link(el) return el.content end

local function cite(el) return el.content end

local function span(el)
  if el.classes:includes('sample-tag') then return html.span('tag', el.content) end
  if el.classes:includes('csl-left-margin') then
    local out = pandoc.Inlines(el.content)
    out:insert(pandoc.Str(' '))
    return out
  end
  return el.content
end

local function raised(tag)
  return function(el)
    local out = pandoc.Inlines { html.inline('<' .. tag .. style.named('sub') .. '>') }
    out:extend(el.content)
    out:insert(html.inline('</' .. tag .. '>'))
    return out
  end
end

local function list(el)
  local tag = el.t == 'OrderedList' and 'ol' or 'ul'
  local out = pandoc.Blocks { html.block('<' .. tag .. style.named('ul') .. '>') }
  for _, item in ipairs(el.content) do
    out:insert(html.line('li', 'li', pandoc.utils.blocks_to_inlines(item)))
  end
  out:insert(html.block('</' .. tag .. '>'))
  return out
end

local function paragraph(el) return html.line('p', 'p', el.content) end

return {
  header = header, note = note, boxes = boxes, link = link, cite = cite, span = span, sub = raised('sub'), super = raised('sup'),
  list = list, paragraph = paragraph,
  use = function(one, other)
    style, html = one, other
    html.notes = at_end
  end,
}
