-- The page for a WeChat public account: everything with its style inline, no classes, no addresses, pictures inside.

if not FORMAT:match('^html') then return {} end

local function part(name) return dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), name }) end

local style = part('style.lua')
local html, front, exhibits = part('html.lua'), part('front.lua'), part('exhibits.lua')
local tables, prose = part('tables.lua'), part('prose.lua')
html.use(style)
for _, each in ipairs { front, exhibits, tables, prose } do each.use(style, html) end

local filters = pandoc.List {
  -- Citations first: what the citation processor makes must take part in all that follows.
  { Pandoc = function(doc) return doc.meta.bibliography and pandoc.utils.citeproc(doc) or doc end },
}
filters:extend(part('../ipabs/shared/sections.lua'))
filters:extend {
  {
    Pandoc = function(doc)
      if doc.meta.look then style.set(doc.meta.look.light) end
      return doc
    end,
  },
  { traverse = 'topdown', Div = exhibits.from_div },
  { Figure = exhibits.from_figure },
  { Image = exhibits.from_image },
  { Div = tables.from_div },
  { Table = tables.bare },
}
filters:extend(part('../ipabs/shared/ratings.lua')) -- notes and sources were attributes until now
filters:extend {
  { Div = prose.boxes },
  { Header = prose.header, Link = prose.link, Span = prose.span, Cite = prose.cite, Subscript = prose.sub, Superscript = prose.super },
  { BulletList = prose.list, OrderedList = prose.list },
  { Note = prose.note }, -- when what is in it has its final form
  { Para = prose.paragraph },
  { Div = function(div) return div.content end },
  { Pandoc = front.put },
}

return filters
