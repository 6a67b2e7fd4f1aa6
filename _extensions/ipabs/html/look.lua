-- The look of the HTML edition: turns the report's markup into the page's elements.
-- Runs in pandoc (embedded assembler) and in Quarto, whose nodes shared/quarto.lua turns into what pandoc knows.

local function part(name)
  local resolve = quarto and quarto.utils and quarto.utils.resolve_path
  if resolve then
    return dofile(resolve(name))
  end
  return dofile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), name }))
end

local headings = part("headings.lua")
local exhibits = part("exhibits.lua")
exhibits.set({ unbutton = headings.unbutton, bare = part("../shared/texts.lua").bare })
local tables = part("tables.lua")
local boxes = part("boxes.lua")
local prose = part("prose.lua")
tables.set({ written = part("marks.lua").cell })
local masthead = part("masthead.lua")

local filters = pandoc.List(part("../shared/quarto.lua"))
filters:extend(part("../shared/sections.lua"))
filters:extend({
  { Meta = masthead.meta },
  -- Captions and headings lose their buttons before the prose gets them.
  { Header = headings.header, Image = exhibits.from_image },
  { traverse = "topdown", Div = exhibits.from_div },
  { Div = tables.from_div },
  { Table = tables.bare, RawBlock = tables.raw },
  { Blocks = boxes.beside },
  { Div = boxes.from_div },
  { Pandoc = prose.mark_up },
  { Para = prose.notes },
})

return filters
