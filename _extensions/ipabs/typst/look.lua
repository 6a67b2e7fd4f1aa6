-- The printed look: one filter out of parts, in the order in which they need each other.
-- Runs in pandoc (embedded assembler) and in Quarto, whose nodes shared/quarto.lua turns into what pandoc knows.

if not FORMAT:match('typst') then return {} end

local function part(name)
  local resolve = quarto and quarto.utils and quarto.utils.resolve_path
  if resolve then return dofile(resolve(name)) end
  return dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), name })
end

-- What stands folded on screen is printed whole.
local function unfold(div)
  if div.classes:includes('fold') then return div.content end
end

local filters = pandoc.List(part('../shared/quarto.lua'))
filters:insert { Div = unfold }
for _, name in ipairs {
  '../shared/sections.lua',
  'tables.lua', -- before the exhibits, which look inside for what they hold
  'margin.lua', -- while boxes are still Divs
  'exhibits.lua',
  'numbers.lua', -- when sections and exhibits have theirs
  'flow.lua', -- when everything has its final form
  'joiners.lua', -- last: what it has joined is text no more for a filter
} do
  filters:extend(part(name))
end

return filters
