-- Values of shortcodes in place of the marks that stand for them, and what the page hides gone.

local data, typst, read, _, inlines = ...
local stringify, utype = pandoc.utils.stringify, pandoc.utils.type
local MARK = "\xF3[\xB0-\xBF][\x80-\xBF][\x80-\xBF]"

local cache = {}

-- Values with Markdown to read are read in one go, each in a div of its own; one that upsets the divs is read by itself.
local function read_all()
  local parts, numbers = {}, {}
  for number, given in ipairs(data.values) do
    if given.markdown then
      parts[#parts + 1] = "::: {.value}\n" .. given.markdown .. "\n:::\n"
      numbers[#numbers + 1] = number
    end
  end
  if #parts == 0 then return end
  local blocks = read(table.concat(parts, "\n"))
  for index, number in ipairs(numbers) do
    local block = #blocks == #parts and blocks[index].content or read(data.values[number].markdown)
    cache[number] = pandoc.utils.blocks_to_inlines(block)
  end
end

local function value(mark)
  local number = utf8.codepoint(mark) - 0xF0000 + 1
  cache[number] = cache[number] or inlines(data.values[number])
  return cache[number]
end

local function plain(text)
  return (text:gsub(MARK, function(mark) return stringify(value(mark)) end))
end

local function marked(text)
  return text:find(MARK) ~= nil
end

local function split(text)
  local result, position = {}, 1
  while true do
    local first, last = text:find(MARK, position)
    local before = text:sub(position, (first or #text + 1) - 1)
    if before ~= "" then result[#result + 1] = pandoc.Str(before) end
    if not first then return result end
    for _, inline in ipairs(value(text:sub(first, last))) do result[#result + 1] = inline end
    position = last + 1
  end
end

local function attributes(el)
  for key, text in pairs(el.attributes) do
    if marked(text) then el.attributes[key] = plain(text) end
  end
  if marked(el.identifier) then el.identifier = plain(el.identifier) end
  return el
end

local function literal(el)
  el.text = plain(el.text)
  return el
end

local function target(key)
  return function(el)
    el[key] = plain(el[key])
    el.title = plain(el.title)
    return attributes(el)
  end
end

local values = {
  Str = function(el) if marked(el.text) then return split(el.text) end end,
  Code = function(el) return attributes(marked(el.text) and literal(el) or el) end,
  CodeBlock = function(el) return attributes(literal(el)) end,
  RawInline = literal,
  RawBlock = literal,
  Math = literal,
  Link = target("target"),
  Image = target("src"),
  Span = attributes,
  Div = attributes,
  Header = attributes,
  Table = attributes,
}

local function meta_values(item)
  local kind = utype(item)
  if kind == "Inlines" or kind == "Blocks" then return item:walk(values) end
  if kind == "List" then return item:map(meta_values) end
  if kind == "table" or kind == "Meta" then
    for key, each in pairs(item) do item[key] = meta_values(each) end
  end
  return item
end

local conditions = { "when-format", "unless-format", "when-meta", "unless-meta" }

local function is_format(name)
  local writer = typst and "typst" or FORMAT == "docx" and "docx" or "html"
  return name == writer or (writer == "html" and name == "html:js")
end

local function lookup(meta, path)
  local item = meta
  for key in path:gmatch("[^.]+") do
    if type(item) ~= "table" and type(item) ~= "userdata" then return nil end
    item = item[key] or item[tonumber(key)]
  end
  return item
end

local function condition(meta)
  return function(el)
    local visible = el.classes:includes("content-visible")
    if not visible and not el.classes:includes("content-hidden") then return nil end
    local matches = true
    for _, key in ipairs(conditions) do
      local wanted = el.attributes[key]
      if wanted then
        local holds
        if key:match("format$") then holds = is_format(wanted) else holds = lookup(meta, wanted) == true end
        if key:match("^unless") then holds = not holds end
        matches = matches and holds
      end
      el.attributes[key] = nil
    end
    if matches ~= visible then return {} end
    if el.t == "Div" then return el.content end
    el.classes = el.classes:filter(function(name) return name ~= "content-visible" and name ~= "content-hidden" end)
    return el
  end
end

local function put_in(doc)
  if #data.values == 0 then return end
  read_all()
  -- Each function here costs a call for each element of its kind.
  doc.blocks = doc.blocks:walk(data.spread and values or { Str = values.Str })
  if data.marked then
    for key, item in pairs(doc.meta) do doc.meta[key] = meta_values(item) end
  end
end

local function hide(doc)
  local shown = condition(doc.meta)
  doc.blocks = doc.blocks:walk({ traverse = "topdown", Div = shown, Span = shown, CodeBlock = shown })
end

return { put_in = put_in, hide = hide }
