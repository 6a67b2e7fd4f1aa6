-- All filters of a format as one: pandoc starts Lua anew for each file that it is given, which takes it two milliseconds.
-- Each has its own globals, as it would have otherwise.

-- The process ends with the page: looking for what Lua may forget takes longer than it has room for.
collectgarbage("stop")

local function content(name)
  local file = assert(io.open(os.getenv("IPABS_ASSEMBLY") .. "/" .. name, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local function load(path)
  PANDOC_SCRIPT_FILE = path -- for the parts that it loads
  local globals = setmetatable({ PANDOC_SCRIPT_FILE = path }, { __index = _G })
  local returned = assert(loadfile(path, "t", globals))()
  if type(returned) ~= "table" then
    local functions = {}
    for name, value in pairs(globals) do
      if type(value) == "function" then functions[name] = value end
    end
    return { functions }
  end
  return (#returned > 0 or next(returned) == nil) and returned or { returned }
end

local filters = pandoc.List({})
for _, path in ipairs(pandoc.json.decode(content("filters.json"), false)) do filters:extend(load(path)) end
return filters
