-- What was read before pandoc ran: settings as metadata, plain paragraphs and tables. pandoc would start its Markdown reader for
-- each setting and takes its time for each paragraph; most are words that need none.

local function load(name)
  return assert(loadfile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), name })))
end

local data = (function()
  local file = assert(io.open(os.getenv("IPABS_ASSEMBLY") .. "/given.json", "rb"))
  local text = file:read("a")
  file:close()
  return pandoc.json.decode(text, false)
end)()

local inlines = load("plain.lua")()
local table_of = load("table.lua")(inlines)

local function value(item)
  if type(item) == "string" then return inlines(item) end
  if type(item) ~= "table" then return item end
  if item[""] then return inlines(item[""]) end
  local made = {}
  for key, each in pairs(item) do made[key] = value(each) end
  return #made > 0 and pandoc.List(made) or made
end

-- What the page itself says wins, as it does over a file of metadata.
local function put_in(doc)
  for key, item in pairs(data.settings) do
    if doc.meta[key] == nil then doc.meta[key] = value(item) end
  end
  return doc
end

ipabs_tables.allowed = data.apart

-- For looks, as ipabs_tables: runs of text that they take as given, each the content of a raw inline with its number, which
-- passes their filters as one element. A look sets `wanted`, which tells whether it takes a paragraph of such parts.
_G.ipabs_texts = { given = {}, inlines = inlines }

local function number_in(block) return tonumber(block.text:match("^%d+")) end

local function whole(number) return pandoc.Para(inlines(data.paragraphs[number])) end

-- References stay elements, as the page numbers and resolves them.
local function parted(number)
  local given, wanted = _G.ipabs_texts.given, _G.ipabs_texts.wanted
  local parts = data.paragraphs[number]
  if not (wanted and wanted(parts)) then return whole(number) end
  local made, run = {}, {}
  local function close()
    if #run == 0 then return end
    given[#given + 1] = run
    made[#made + 1] = pandoc.RawInline("ipabs-text", tostring(#given))
    run = {}
  end
  for _, part in ipairs(parts) do
    if type(part) == "table" and part.cite then
      close()
      made[#made + 1] = inlines({ part })[1]
    else
      run[#run + 1] = part
    end
  end
  close()
  return pandoc.Para(made)
end

local function is_conditional(block)
  return block.identifier == "" and (block.classes:includes("content-visible") or block.classes:includes("content-hidden"))
end

-- Only where nothing but paragraphs is made of paragraphs: what a box or a float holds may be anything.
local function put_texts(blocks)
  return blocks:map(function(block)
    local tag = block.t
    if tag == "RawBlock" and block.format == "ipabs-text" then return parted(number_in(block)) end
    if tag == "Div" and is_conditional(block) then block.content = put_texts(block.content) end
    return block
  end)
end

local function put_all(doc)
  if data.apart then doc.blocks = put_texts(doc.blocks) end
  return put_in(doc)
end

if #data.tables == 0 and #data.paragraphs == 0 then return { { Pandoc = put_in } } end

local function from_raw(block)
  local format = block.format
  if format == "ipabs-table" then return table_of(data.tables[tonumber(block.text)]) end
  if format == "ipabs-text" then return whole(number_in(block)) end
end

return { { Pandoc = put_all }, { RawBlock = from_raw } }
