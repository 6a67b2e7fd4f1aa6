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

if #data.tables == 0 and #data.paragraphs == 0 then return { { Pandoc = put_in } } end

local function from_raw(block)
  local format = block.format
  if format == "ipabs-table" then return table_of(data.tables[tonumber(block.text)]) end
  if format == "ipabs-text" then return pandoc.Para(inlines(data.paragraphs[tonumber(block.text:match("^%d+"))])) end
end

return { { Pandoc = put_in, RawBlock = from_raw } }
