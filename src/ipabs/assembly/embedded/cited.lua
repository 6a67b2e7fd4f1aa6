-- Citations of a page whose style changes nothing but the blocks that hold them and the list of references (cited.py).
-- citeproc is given these alone, and its answer is told to Python, which hands it to the next page that cites the same.

local known = ... -- pairs of what citeproc was given and its answer

local SETTINGS = {
  "bibliography", "csl", "lang", "locale", "link-bibliography", "link-citations", "notes-after-punctuation", "references",
  "reference-section-title", "suppress-bibliography",
}

local function holds(blocks, places, first, last)
  local some, any = {}, false
  for i = first, last do some[#some + 1] = blocks[places[i]] end
  pandoc.Blocks(some):walk({ Cite = function() any = true end })
  return any
end

-- By halves: a walk costs about as much for a few blocks as for one. `sure`: whether there is a citation among them.
local function find(blocks, places, first, last, found, sure)
  if first > last or not sure and not holds(blocks, places, first, last) then return false end
  if first == last then
    found[#found + 1] = places[first]
    return true
  end
  local middle = (first + last) // 2
  local left = find(blocks, places, first, middle, found)
  find(blocks, places, middle + 1, last, found, not left)
  return true
end

-- Places of the blocks that hold citations, and that of the list of references.
local function looked_through(blocks)
  local places, found, list = {}, {}, nil
  for i, block in ipairs(blocks) do
    local tag = block.t
    if tag == "Div" and block.identifier == "refs" then
      list = i
    elseif tag ~= "RawBlock" then
      places[#places + 1] = i
    end
  end
  find(blocks, places, 1, #places, found)
  return found, list
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
  local blocks, given = doc.blocks, {}
  local places, list = looked_through(blocks)
  if not list then return pandoc.utils.citeproc(doc) end
  if #places == 0 then return doc end
  places[#places + 1] = list
  table.sort(places)
  for j, i in ipairs(places) do given[j] = blocks[i] end
  local made = answer(given, doc.meta)
  for j, i in ipairs(places) do blocks[i] = made[j] end
  doc.blocks = blocks
  return doc
end
