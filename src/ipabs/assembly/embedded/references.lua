-- Numbers of floats and sections, and references to them in words.

local data, typst, _, fail = ...
local NBSP = "\u{a0}"

local entries = {}

local function section_number(section, level, first)
  local parts = {}
  for i = first, level do parts[#parts + 1] = tostring(section[i]) end
  return table.concat(parts, ".")
end

local function index(doc)
  local counts = { fig = 0, tbl = 0 }
  local section = { 0, 0, 0, 0, 0, 0, 0 }
  local first, found = 2, {}
  doc.blocks = doc.blocks:walk({
    Header = function(el)
      local level = el.level
      if level == 1 then first = 1 end
      if el.classes:includes("unnumbered") then return nil end
      for i = level + 1, 7 do section[i] = 0 end
      section[level] = section[level] + 1
      if el.identifier:match("^sec%-") then found[el.identifier] = { level, table.unpack(section) } end
    end,
    Div = function(el)
      if not el.classes:includes("ipabs-float") then return nil end
      local identifier, a = el.identifier, el.attributes
      local kind = a["ref-type"]
      counts[kind] = counts[kind] + 1
      local number = tostring(counts[kind])
      a.number = number
      a.supplement = data.titles[kind]
      if entries[identifier] then fail("twice", identifier) end
      entries[identifier] = { kind = kind, number = number }
      return el
    end,
  })
  for identifier, at in pairs(found) do
    entries[identifier] = { kind = "sec", number = section_number({ table.unpack(at, 2) }, at[1], first) }
  end
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

local function resolve(doc)
  index(doc)
  doc.blocks = doc.blocks:walk({ Cite = cite, Math = function(el) fail("math", el.text) end })
end

return { resolve = resolve }
