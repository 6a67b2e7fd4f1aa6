-- From the page as read to the page as the look gets it: values in place of their marks, hidden parts gone,
-- floats and headings numbered, references resolved. What can't be resolved is an error.

local stringify = pandoc.utils.stringify
local utype = pandoc.utils.type

local data = (function()
  local file = assert(io.open(os.getenv("IPABS_ASSEMBLY"), "rb"))
  local text = file:read("a")
  file:close()
  return pandoc.json.decode(text, false)
end)()

local typst = FORMAT:match("^typst") ~= nil
local NBSP = "\u{a0}"
local MARK = "\xF3[\xB0-\xBF][\x80-\xBF][\x80-\xBF]"

local function fail(what, detail)
  error("IPABS\t" .. what .. "\t" .. tostring(detail) .. "\tEND", 0)
end

local function read(text)
  return pandoc.read(text, data.from).blocks
end

-- Values ------------------------------------------------------------------------------------------------------

local cache = {}

local function value(mark)
  local number = utf8.codepoint(mark) - 0xF0000 + 1
  if cache[number] == nil then
    cache[number] = pandoc.utils.blocks_to_inlines(read(data.values[number]))
  end
  return cache[number]
end

local function plain(text)
  return (text:gsub(MARK, function(mark) return stringify(value(mark)) end))
end

local function marked(text)
  return text:find(MARK) ~= nil
end

local function split(text)
  local result, position = pandoc.Inlines({}), 1
  while true do
    local first, last = text:find(MARK, position)
    local before = text:sub(position, (first or #text + 1) - 1)
    if before ~= "" then result:insert(pandoc.Str(before)) end
    if not first then return result end
    for _, inline in ipairs(value(text:sub(first, last))) do result:insert(inline:clone()) end
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
  Code = function(el) return attributes(literal(el)) end,
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

-- Conditions --------------------------------------------------------------------------------------------------

local conditions = { "when-format", "unless-format", "when-meta", "unless-meta" }

local function is_format(name)
  return name == (typst and "typst" or "html") or (not typst and name == "html:js")
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

-- Floats ------------------------------------------------------------------------------------------------------

local function kind_of(identifier)
  local kind = identifier:match("^(%a+)%-")
  return (kind == "fig" or kind == "tbl") and kind or nil
end

local function float(identifier, kind, classes, attrs, caption, content)
  local attr = pandoc.Attr(identifier, pandoc.List({ "ipabs-float" }) .. classes, {})
  attr.attributes["ref-type"] = kind
  local keys = pandoc.List({})
  for key in pairs(attrs) do keys:insert(key) end
  keys:sort()
  for _, key in ipairs(keys) do attr.attributes[key] = attrs[key] end
  return pandoc.Div({
    pandoc.Div({ pandoc.Para(caption) }, pandoc.Attr("", { "float-caption" })),
    pandoc.Div(content, pandoc.Attr("", { "float-content" })),
  }, attr)
end

local function inlines(text)
  return pandoc.utils.blocks_to_inlines(read(text))
end

local function pieces(embed)
  local content = pandoc.Blocks({})
  for _, piece in ipairs(embed.pieces) do
    local mime, text = piece[1], piece[2]
    if mime == "text/html" then
      content:insert(pandoc.RawBlock("html", text))
    elseif mime == "image" then
      local alt = embed.alt ~= "" and { ["fig-alt"] = embed.alt } or {}
      content:insert(pandoc.Plain({ pandoc.Image({}, text, "", pandoc.Attr("", {}, alt)) }))
    else
      content:extend(read(text))
    end
  end
  return content
end

local function embedded(raw)
  local embed = data.embeds[tonumber(raw.text)]
  local attrs = {}
  for key, text in pairs(embed.attributes) do attrs[key] = text end
  local classes = pandoc.List(embed.classes)
  if embed.kind == "" then
    return pandoc.Div(pieces(embed), pandoc.Attr(embed.label, pandoc.List({ "cell" }) .. classes, attrs))
  end
  if embed.alt ~= "" then attrs["fig-alt"] = embed.alt end
  return float(embed.label, embed.kind, classes, attrs, inlines(embed.caption), pieces(embed))
end

local function is_embed(block)
  local only = block.content and #block.content == 1 and block.content[1]
  return only and only.t == "RawInline" and only.format == "ipabs-embed" and only
end

local function from_paragraph(block)
  local raw = is_embed(block)
  if raw then return embedded(raw) end
end

local function from_figure(figure)
  local kind = kind_of(figure.identifier)
  if not kind then return nil end
  local attrs, classes = {}, pandoc.List(figure.classes)
  local content = figure.content:walk({
    Image = function(image)
      for key, text in pairs(image.attributes) do attrs[key] = text end
      classes:extend(image.classes)
      image.caption = {}
      return image
    end,
  })
  local caption = pandoc.utils.blocks_to_inlines(figure.caption.long)
  return float(figure.identifier, kind, classes, attrs, caption, content)
end

local function from_table(tbl)
  if kind_of(tbl.identifier) ~= "tbl" then return nil end
  local attrs = {}
  for key, text in pairs(tbl.attributes) do attrs[key] = text end
  local caption = pandoc.utils.blocks_to_inlines(tbl.caption.long)
  local identifier, classes = tbl.identifier, pandoc.List(tbl.classes)
  tbl.identifier, tbl.attributes = "", {}
  tbl.caption = pandoc.Caption({})
  return float(identifier, "tbl", classes, attrs, caption, { tbl })
end

local function from_div(div)
  local kind = kind_of(div.identifier)
  if not kind or div.classes:includes("ipabs-float") then return nil end
  local attrs = {}
  for key, text in pairs(div.attributes) do attrs[key] = text end
  local content, caption = div.content, nil
  local last = content[#content]
  if last and last.t == "Para" and #content > 1 and not is_embed(last) then
    caption = last.content
    content:remove()
  elseif attrs[kind .. "-cap"] then
    caption = inlines(attrs[kind .. "-cap"])
    attrs[kind .. "-cap"] = nil
  end
  content = content:walk({
    Table = function(tbl)
      if #tbl.caption.long > 0 and not caption then
        caption = pandoc.utils.blocks_to_inlines(tbl.caption.long)
        tbl.caption = pandoc.Caption({})
        return tbl
      end
    end,
    Image = function(image)
      for _, key in ipairs({ "fig-alt", "alt" }) do
        if image.attributes[key] and not attrs["fig-alt"] then attrs["fig-alt"] = image.attributes[key] end
      end
    end,
    Div = function(inner)
      if inner.classes:includes("ipabs-float") then fail("nested", div.identifier) end
    end,
  })
  return float(div.identifier, kind, div.classes, attrs, caption or {}, content)
end

-- Callouts ----------------------------------------------------------------------------------------------------

local function callout(div)
  local name = div.classes:find_if(function(class) return class:match("^callout%-%a+$") end)
  if not name then return nil end
  local first = div.content[1]
  if not div.attributes.title and first and first.t == "Header" then
    div.attributes.title = stringify(first.content)
    div.content:remove(1)
  end
  return div
end

-- Numbers and references --------------------------------------------------------------------------------------

local entries = {}

local function has_first_level(doc)
  local found = false
  doc.blocks:walk({ Header = function(el) found = found or el.level == 1 end })
  return found
end

local function section_number(section, level, first)
  local parts = {}
  for i = first, level do parts[#parts + 1] = tostring(section[i]) end
  return table.concat(parts, ".")
end

local function index(doc)
  local counts = { fig = 0, tbl = 0 }
  local section = { 0, 0, 0, 0, 0, 0, 0 }
  local first = has_first_level(doc) and 1 or 2
  return {
    traverse = "topdown",
    Header = function(el)
      if el.classes:includes("unnumbered") then return nil end
      for i = el.level + 1, 7 do section[i] = 0 end
      section[el.level] = section[el.level] + 1
      if el.identifier:match("^sec%-") then
        entries[el.identifier] = { kind = "sec", number = section_number(section, el.level, first) }
      end
    end,
    Div = function(el)
      if not el.classes:includes("ipabs-float") then return nil end
      local kind = el.attributes["ref-type"]
      counts[kind] = counts[kind] + 1
      el.attributes.number = tostring(counts[kind])
      el.attributes.supplement = data.titles[kind]
      if entries[el.identifier] then fail("twice", el.identifier) end
      entries[el.identifier] = { kind = kind, number = el.attributes.number }
      return el
    end,
  }
end

local function reference(citation)
  local label = citation.id:sub(1, 1):lower() .. citation.id:sub(2)
  local kind = label:match("^(%a+)%-")
  if not data.prefixes[kind or ""] then return nil end
  local entry = entries[label]
  if not entry then fail("unresolved", citation.id) end
  if #citation.suffix > 0 then fail("suffix", citation.id) end
  local prefix = pandoc.Inlines({})
  if #citation.prefix > 0 then
    prefix:extend(citation.prefix)
  elseif citation.mode ~= "SuppressAuthor" then
    prefix:insert(pandoc.Str(data.prefixes[kind]))
  end
  if typst then
    prefix:insert(1, pandoc.RawInline("typst", "#ref(<" .. label .. ">, supplement: ["))
    prefix:insert(pandoc.RawInline("typst", "])"))
    return prefix
  end
  if #prefix > 0 then prefix:insert(pandoc.Str(NBSP)) end
  prefix:insert(pandoc.Str(entry.number))
  return pandoc.Inlines({ pandoc.Link(prefix, "#" .. label, "", pandoc.Attr("", { "quarto-xref" })) })
end

local function cite(el)
  local result, others = pandoc.Inlines({}), 0
  for _, citation in ipairs(el.citations) do
    local link = reference(citation)
    if link then
      if #result > 0 then result:extend({ pandoc.Str(","), pandoc.Str(" ") }) end
      result:extend(link)
    else
      others = others + 1
      if not data.bibliography then fail("citation", citation.id) end
    end
  end
  if #result == 0 then return nil end
  if others > 0 then fail("mixed", el.citations[1].id) end
  return result
end

return {
  {
    Pandoc = function(doc)
      if #data.values > 0 then
        doc.blocks = doc.blocks:walk(values)
        for key, item in pairs(doc.meta) do doc.meta[key] = meta_values(item) end
      end
      local shown = condition(doc.meta)
      doc.blocks = doc.blocks:walk({ traverse = "topdown", Div = shown, Span = shown, CodeBlock = shown })
      doc.blocks = doc.blocks:walk({ Para = from_paragraph, Plain = from_paragraph, Figure = from_figure, Table = from_table })
      doc.blocks = doc.blocks:walk({ Div = from_div })
      doc.blocks = doc.blocks:walk({
        RawInline = function(el) if el.format == "ipabs-embed" then fail("embed", el.text) end end,
        Math = function(el) fail("math", el.text) end,
        Div = callout,
      })
      doc.blocks = doc.blocks:walk(index(doc))
      doc.blocks = doc.blocks:walk({ Cite = cite })
      return doc
    end,
  },
}
