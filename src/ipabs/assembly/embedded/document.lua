-- From the page as read to the page as the look gets it: values in place of their marks, hidden parts gone,
-- floats and headings numbered, references resolved. What can't be resolved is an error.

local data = (function()
  local file = assert(io.open(os.getenv("IPABS_ASSEMBLY") .. "/page.json", "rb"))
  local text = file:read("a")
  file:close()
  return pandoc.json.decode(text, false)
end)()

local function fail(what, detail)
  error("IPABS\t" .. what .. "\t" .. tostring(detail) .. "\tEND", 0)
end

local function load(name)
  return assert(loadfile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), name })))
end

local inlines = load("plain.lua")()
local table_of = load("table.lua")(inlines)

local function read(text)
  return pandoc.read(text, data.from).blocks
end

local function part(name)
  return load(name)(data, FORMAT:match("^typst") ~= nil, read, fail, inlines, table_of)
end

local values, floats, references = part("values.lua"), part("floats.lua"), part("references.lua")

return {
  {
    Pandoc = function(doc)
      values.put_in(doc)
      if data.conditional then values.hide(doc) end
      floats.find(doc)
      references.resolve(doc)
      return doc
    end,
  },
}
