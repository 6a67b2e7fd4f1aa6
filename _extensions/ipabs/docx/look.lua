-- The look of the Word edition: the report's markup in the reference document's styles, with Word's own fields.
-- Runs in pandoc (embedded assembler) and in Quarto, whose nodes shared/quarto.lua turns into what pandoc knows.

if not FORMAT:match('docx') then return {} end

local function part(name)
  local resolve = quarto and quarto.utils and quarto.utils.resolve_path
  if resolve then return dofile(resolve(name)) end
  return dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), name })
end

-- What stands folded on screen is printed whole.
local function unfold(div)
  if div.classes:includes('fold') then return div.content end
end

local xml = part('openxml.lua')
local tables, exhibits, boxes, headings = part('tables.lua'), part('exhibits.lua'), part('boxes.lua'), part('headings.lua')
local front = part('front.lua')
for _, each in ipairs { tables, exhibits, boxes, headings, front } do each.use(xml) end

local filters = pandoc.List(part('../shared/quarto.lua'))
filters:insert { Div = unfold }
filters:extend(part('../shared/sections.lua'))
filters:extend {
  { Pandoc = function(doc) return front.put(headings.collect(doc)) end },
  { traverse = 'topdown', Div = exhibits.from_div },
  { Figure = exhibits.from_figure },
  { Div = tables.from_div },
  { Table = tables.bare },
  { Div = boxes.from_div, Span = boxes.mark },
  { Header = headings.header, Link = headings.link },
}
filters:extend(part('../shared/ratings.lua')) -- notes and sources were attributes until now

return filters
