-- Boxes, headline figures and marks in their styles.

local stringify = pandoc.utils.stringify
local WARNINGS = { warning = true, important = true, caution = true }
local xml

local function attribute(div, name)
  local value = div.attributes[name] or div.attributes['data-' .. name]
  return value and value ~= '' and value or nil
end

local function box(kind, title, content)
  local style = WARNINGS[kind] and 'Notice' or 'Box'
  local out = pandoc.Blocks {}
  if title and #title > 0 then
    if style == 'Notice' then title:insert(1, pandoc.Str('▲ ')) end
    out:insert(xml.paragraph(style .. ' Title', title))
  end
  -- A list would be indented with its part of the bar at the left.
  content = content:walk {
    BulletList = function(list)
      local items = pandoc.Blocks {}
      for _, item in ipairs(list.content) do
        local inlines = pandoc.Inlines { pandoc.Str('•\u{2002}') }
        inlines:extend(pandoc.utils.blocks_to_inlines(item))
        items:insert(pandoc.Para(inlines))
      end
      return items
    end,
  }
  out:insert(xml.styled(style, content))
  return out
end

-- 47单　2023年发行单数　增加12单: the digits large, all in one line.
local function headline(div)
  local line = pandoc.Inlines {}
  for index, block in ipairs(div.content) do
    local inlines = pandoc.utils.blocks_to_inlines(pandoc.Blocks { block })
    if index == 1 then
      line:insert(xml.span('Headline Digits', inlines))
    else
      line:insert(pandoc.Str('\u{3000}'))
      line:extend(inlines)
    end
  end
  return xml.paragraph('Headline', line)
end

local function title_of(div)
  local title, content = attribute(div, 'title'), div.content:clone()
  if title then return pandoc.Inlines { pandoc.Str(title) }, content end
  if content[1] and content[1].t == 'Header' then return content:remove(1).content, content end
  return nil, content
end

local function from_div(div)
  if div.classes:includes('headline') then return headline(div) end
  if div.classes:includes('reading-note') then
    local title, content = title_of(div)
    local out = pandoc.Blocks { xml.paragraph('Reading Title', title or { pandoc.Str('读图要点') }) }
    out:extend(content)
    return out
  end
  for _, class in ipairs(div.classes) do
    local kind = class:match('^callout%-(%a+)$')
    if kind then
      local title, content = title_of(div)
      return box(kind, title, content)
    end
  end
end

local function mark(span)
  if span.classes:includes('sample-tag') then return xml.span('Sample Tag', span.content) end
  if span.classes:includes('sample') then return xml.span('Sample Mark', span.content) end
end

return { from_div = from_div, mark = mark, use = function(given) xml = given end }
