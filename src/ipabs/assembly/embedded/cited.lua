-- Citations of a page whose style changes nothing but the blocks that hold them and the list of references (cited.py).
-- citeproc is given these alone, and its answer is told to Python, which hands it to the next page that cites the same.

local known = ... -- pairs of what citeproc was given and its answer

local SETTINGS = {
  "bibliography", "csl", "lang", "locale", "link-bibliography", "link-citations", "notes-after-punctuation", "references",
  "reference-section-title", "suppress-bibliography",
}

local function holds(blocks, first, last)
  local any = false
  pandoc.Blocks(table.move(blocks, first, last, 1, {})):walk({ Cite = function() any = true end })
  return any
end

-- By halves: a walk costs about as much for a few blocks as for one.
local function find(blocks, first, last, found)
  if first > last or not holds(blocks, first, last) then return end
  if first == last then
    found[#found + 1] = first
    return
  end
  local middle = (first + last) // 2
  find(blocks, first, middle, found)
  find(blocks, middle + 1, last, found)
end

local function list_in(blocks)
  for i = #blocks, 1, -1 do
    if blocks[i].t == "Div" and blocks[i].identifier == "refs" then return i end
  end
end

local function answer(blocks, meta)
  local settings = {}
  for _, name in ipairs(SETTINGS) do settings[name] = meta[name] end
  local asked = pandoc.Pandoc(blocks, settings)
  -- Files are told apart by what they hold, wherever they lie.
  local bibliography, csl = settings.bibliography, settings.csl
  asked.meta.bibliography, asked.meta.csl = nil, nil
  local question = pandoc.write(asked, "json")
  for _, pair in ipairs(known) do
    if pair[1] == question then return pandoc.read(pair[2], "json").blocks end
  end
  asked.meta.bibliography, asked.meta.csl = bibliography, csl
  local made = pandoc.utils.citeproc(asked).blocks
  local file = assert(io.open(os.getenv("IPABS_ASSEMBLY") .. "/cited.json", "wb"))
  file:write(pandoc.json.encode({ question, pandoc.write(pandoc.Pandoc(made), "json") }))
  file:close()
  return made
end

return function(doc)
  local blocks, found = doc.blocks, {}
  local list = list_in(blocks)
  find(blocks, 1, #blocks, found)
  if #found == 0 then return doc end
  if not list then return pandoc.utils.citeproc(doc) end
  local places, given = {}, {}
  for _, i in ipairs(found) do
    if i ~= list then places[#places + 1] = i end
  end
  places[#places + 1] = list
  table.sort(places)
  for j, i in ipairs(places) do given[j] = blocks[i] end
  local made = answer(given, doc.meta)
  for j, i in ipairs(places) do blocks[i] = made[j] end
  doc.blocks = blocks
  return doc
end
