-- After the look: layouts, and a plain drawing of the floats and callouts that the look left alone.

local stringify = pandoc.utils.stringify
local typst = FORMAT:match("^typst") ~= nil
local docx = FORMAT == "docx"
local NBSP = "\u{a0}"

local data = (function()
  local file = assert(io.open(os.getenv("IPABS_ASSEMBLY") .. "/words.json", "rb"))
  local text = file:read("a")
  file:close()
  return pandoc.json.decode(text, false)
end)()

local function raw(text)
  return pandoc.RawBlock(typst and "typst" or "html", text)
end

local function quoted(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

local function wrap(open, content, close)
  local blocks = pandoc.Blocks({ raw(open) })
  blocks:extend(content)
  blocks:insert(raw(close))
  return blocks
end

-- Layouts -----------------------------------------------------------------------------------------------------

local function cells_of(div)
  local cells, heading = {}, nil
  for _, block in ipairs(div.content) do
    if block.t == "Header" then
      heading = block
    else
      local cell = pandoc.Blocks({ block })
      if heading then cell:insert(1, heading) end
      heading = nil
      cells[#cells + 1] = cell
    end
  end
  if heading then cells[#cells + 1] = pandoc.Blocks({ heading }) end
  return cells
end

local function rows_of(div, count)
  local columns = tonumber(div.attributes["layout-ncol"])
  local rows = {}
  if columns then
    local row = {}
    for i = 1, columns do row[i] = 1 end
    rows = { row }
  else
    rows = pandoc.json.decode(div.attributes.layout, false)
    if type(rows[1]) ~= "table" then rows = { rows } end
  end
  local total = 0
  for _, row in ipairs(rows) do total = total + #row end
  while total < count do
    rows[#rows + 1] = rows[#rows]
    total = total + #rows[#rows]
  end
  return rows
end

local function percent(part, whole)
  return string.format("%.1f%%", math.floor(part / whole * 1000 + 0.5) / 10)
end

local function number(n)
  return (string.format("%.6f", n):gsub("0+$", ""):gsub("%.$", ""))
end

local function layout(div)
  if not div.attributes["layout-ncol"] and not div.attributes.layout then return nil end
  if div.attributes.layout and not div.attributes.layout:match("^%[[%d%s.,%[%]]+%]$") then
    error("IPABS\tlayout\t" .. div.attributes.layout .. "\tEND", 0)
  end
  local cells = cells_of(div)
  local rows = rows_of(div, #cells)
  local result, next_cell = pandoc.Blocks({}), 1
  for _, row in ipairs(rows) do
    if next_cell > #cells then break end
    local whole, widths = 0, {}
    for i, width in ipairs(row) do
      whole = whole + width
      widths[i] = number(width) .. "fr"
    end
    local drawn = pandoc.Blocks({})
    for _, width in ipairs(row) do
      local cell = cells[next_cell]
      if not cell then break end
      next_cell = next_cell + 1
      if typst then
        drawn:extend(wrap("block(width: 100%)[", cell, "],"))
      else
        local style = "flex-basis: " .. percent(width, whole) .. ";justify-content: flex-start;"
        drawn:insert(pandoc.Div(cell, pandoc.Attr("", { "quarto-layout-cell" }, { style = style })))
      end
    end
    if typst then
      result:extend(wrap("#grid(columns: (" .. table.concat(widths, ", ") .. ",), gutter: 1em,", drawn, ")"))
    else
      result:insert(pandoc.Div(drawn, pandoc.Attr("", { "quarto-layout-row" })))
    end
  end
  if typst then return result end
  div.content = result
  div.classes:insert("quarto-layout-panel")
  return div
end

-- Floats ------------------------------------------------------------------------------------------------------

local function parts_of(div)
  local caption, content = pandoc.Inlines({}), pandoc.Blocks({})
  for _, part in ipairs(div.content) do
    if part.t == "Div" and part.classes:includes("float-caption") then
      caption = pandoc.utils.blocks_to_inlines(part.content)
    else
      content:extend(part.content or { part })
    end
  end
  return caption, content
end

local function float(div)
  if not div.classes:includes("ipabs-float") then return nil end
  local caption, content = parts_of(div)
  local kind, id = div.attributes["ref-type"], div.identifier
  local supplement = div.attributes.supplement
  local above = kind == "tbl"
  if typst then
    local head = "], caption: figure.caption(position: " .. (above and "top" or "bottom") .. ", ["
    local tail = ']), kind: "quarto-float-' .. kind .. '", supplement: ' .. quoted(supplement) .. ") <" .. id .. ">"
    local blocks = wrap("#figure([", content, head)
    blocks:extend(wrap("", { pandoc.Plain(caption) }, tail))
    return blocks
  end
  local title = pandoc.Inlines({ pandoc.Str(supplement .. NBSP .. div.attributes.number) })
  title:extend({ pandoc.Str(data.delimiter), pandoc.Space() })
  title:extend(caption)
  if docx then
    content:insert(above and 1 or #content + 1, pandoc.Para(title))
    return content
  end
  local figcaption = wrap("<figcaption>", { pandoc.Plain(title) }, "</figcaption>")
  local figure = pandoc.Blocks({ raw('<figure class="quarto-float quarto-float-' .. kind .. '">') })
  if above then figure:extend(figcaption) end
  figure:extend(content)
  if not above then figure:extend(figcaption) end
  figure:insert(raw("</figure>"))
  for _, key in ipairs({ "ref-type", "number", "supplement" }) do div.attributes[key] = nil end
  div.classes = div.classes:filter(function(name) return name ~= "ipabs-float" end)
  div.classes:extend({ "quarto-float", "quarto-figure" })
  div.content = figure
  return div
end

-- Callouts ----------------------------------------------------------------------------------------------------

local function callout(div)
  local name = div.classes:find_if(function(class) return class:match("^callout%-%a+$") end)
  if not name or div.classes:includes("callout") then return nil end
  local title = div.attributes.title or data.callouts[name:sub(9)]
  div.attributes.title = nil
  local head = pandoc.Para({ pandoc.Strong({ pandoc.Str(title) }) })
  if typst then
    return wrap("#block(stroke: (left: 2pt), inset: (left: 8pt))[", pandoc.Blocks({ head }) .. div.content, "]")
  end
  div.classes:insert("callout")
  div.content = pandoc.Blocks({
    pandoc.Div({ head }, pandoc.Attr("", { "callout-title" })),
    pandoc.Div(div.content, pandoc.Attr("", { "callout-body" })),
  })
  return div
end

-- Images and tables -------------------------------------------------------------------------------------------

-- Pixels are those of CSS.
local function points(length)
  local count = tonumber((length:gsub("px$", "")))
  return count and number(count / 96) .. "in" or length
end

-- Addresses are escaped, names of files are not.
local function file_of(address)
  return (address:gsub("%%(%x%x)", function(code) return string.char(tonumber(code, 16)) end))
end

local function image(el)
  local alt = el.attributes["fig-alt"] or el.attributes.alt
  el.attributes["fig-alt"] = nil
  if not typst then
    if alt then
      el.attributes.alt = nil
      el.caption = { pandoc.Str(alt) }
    end
    return el
  end
  alt = alt or stringify(el.caption)
  local arguments = { quoted(file_of(el.src)) }
  if alt ~= "" then arguments[#arguments + 1] = "alt: " .. quoted(alt) end
  for _, key in ipairs({ "height", "width" }) do
    if el.attributes[key] then arguments[#arguments + 1] = key .. ": " .. points(el.attributes[key]) end
  end
  return pandoc.RawInline("typst", "#box(image(" .. table.concat(arguments, ", ") .. "))")
end

local function tables(el)
  if typst and #el.caption.long == 0 and not el.classes:includes("typst:no-figure") then
    el.classes:insert("typst:no-figure")
    return el
  end
end

-- Long HTML leaves the page as parts of the template do (templates.py), since the writer lays out every line of it. Not
-- where a line, or the page around it, might be laid out otherwise.
local kept = {}

local function keep(el)
  local text = el.text
  if #text < 1000 or not el.format:match("^html") or text:find("[ \t\r]\n") or text:find("\n\n", 1, true)
    or text:find("%z") or text:find("^%s") or text:find("%s$") then
    return nil
  end
  kept[#kept + 1] = text
  el.text = string.format("%sipabs-%d%s", data.edge, data.texts + #kept - 1, data.edge)
  return el
end

local function put_away()
  if #kept == 0 then return end
  local file = assert(io.open(os.getenv("IPABS_ASSEMBLY") .. "/kept.html", "wb"))
  file:write(table.concat(kept, "\0"))
  file:close()
end

-- Each walk costs a copy of what it visits; a look that draws everything itself leaves nothing to do.
local found = {}

local function see(div)
  local classes, attributes = div.classes, div.attributes
  if attributes["layout-ncol"] or attributes.layout then found.layout = true end
  if classes:includes("ipabs-float") then found.float = true end
  if classes:find_if(function(class) return class:match("^callout%-%a+$") end) then found.callout = true end
end

local function remaining(doc)
  if found.layout then doc = doc:walk({ Div = layout }) end
  if found.callout then doc = doc:walk({ Div = callout }) end
  if found.float then doc = doc:walk({ Div = float }) end
  put_away()
  return doc
end

return {
  { Div = see, Image = image, Table = typst and tables or nil, RawBlock = data.edge and keep or nil },
  { Pandoc = remaining },
}
