-- Tables and figures: one function draws what Quarto or the embedded assembler brought.

local unbutton, bare -- given by look.lua

local function escape(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"):gsub('"', "&quot;"))
end

local function html(text)
  return pandoc.RawBlock("html", text)
end

local function attribute(attributes, name)
  local value = attributes[name] or attributes["data-" .. name]
  return value ~= "" and value or nil
end

local function plain_html(before, inlines, after)
  local all = pandoc.List({ pandoc.RawInline("html", before) })
  all:extend(inlines)
  all:insert(pandoc.RawInline("html", after))
  return pandoc.Plain(all)
end

local function tools(float)
  local parts = pandoc.List({ '<div class="exhibit-tools" role="group" aria-label="' .. float.name .. '工具">' })
  local chart = float.kind == "figure" and not float.picture
  if chart then
    parts:insert(
      '<div class="switch needs-script" role="group" aria-label="显示方式">'
        .. '<button type="button" aria-pressed="true" data-view="chart">图</button>'
        .. '<button type="button" aria-pressed="false" data-view="table">表</button></div>'
    )
  end
  if float.data then
    parts:insert(
      '<a href="' .. escape(float.data) .. '" download aria-label="CSV：下载' .. float.name .. '的数据">CSV</a>'
    )
  end
  if chart then
    parts:insert(
      '<button type="button" class="link needs-script" data-do="svg" aria-label="SVG：下载'
        .. float.name
        .. '">SVG</button>'
    )
  end
  parts:insert(
    '<a href="#' .. escape(float.id) .. '" data-do="link" aria-label="' .. float.name .. '的链接">链接</a></div>'
  )
  return table.concat(parts)
end

-- Said beside the caption, in the words of print.
local TAGS = { reconstructed = "示意数据", illustrative = "示意数据", mixed = "含示意数据" }

local function tag(float)
  local words = float.basis and TAGS[float.basis]
  return words and ' <span class="sample-tag">' .. words .. "</span>" or ""
end

-- A list has a title, but no number.
local function caption(float)
  if not float.caption then
    return {}
  end
  local before = '<figcaption id="'
    .. escape(float.id)
    .. '-caption">'
    .. (
      float.kind == "list" and '<span class="list-title">'
      or '<span class="exhibit-number">' .. float.name .. '</span><span class="exhibit-title">'
    )
  return { plain_html(before, unbutton(float.caption), "</span>" .. tag(float) .. "</figcaption>") }
end

-- Notes are Markdown in an attribute; no smart punctuation, since `--` is an empty value. Several exhibits have the
-- same source.
local read_notes = {}

local function note_inlines(text)
  if not read_notes[text] then
    read_notes[text] = bare(text)
      or pandoc.utils.blocks_to_inlines(pandoc.read(text, "markdown-smart-subscript").blocks)
  end
  return read_notes[text]
end

local function line(class, lead, text)
  if not text then
    return {}
  end
  local content = pandoc.List({ pandoc.Str(lead) })
  content:extend(note_inlines(text))
  return { plain_html('<p class="' .. class .. '">', content, "</p>") }
end

local function notes(float)
  local function stopped(text)
    return text and not text:match("。$") and text .. "。" or text
  end
  local blocks = pandoc.List(line("exhibit-note", "注：", stopped(float.note)))
  blocks:extend(line("exhibit-source", "数据来源：", stopped(float.source)))
  return blocks
end

-- What may be wider than a phone is reached by keyboard; a vector drawing without its own name takes the
-- figure's text alternative.
local function named(blocks, name, alt)
  local marks = {
    ['<div class="ipabs-static"'] = ' tabindex="0" role="group" aria-label="' .. name .. '，可横向滚动"',
    ['<div class="ipabs-chart-table"'] = ' tabindex="0" role="group" aria-label="' .. name .. '的数据"',
  }
  local drawing = alt and '<svg role="img" aria-label="' .. escape(alt) .. '"'

  local function element(text, from)
    for opening, more in pairs(marks) do
      if text:sub(from, from + #opening - 1) == opening then
        return opening .. more, from + #opening
      end
    end
    local attributes, after = text:match("^<svg([^>]*)>()", from)
    if drawing and attributes and not attributes:find("role=", 1, true) then
      return drawing .. attributes .. ">", after
    end
  end

  local function marked(raw)
    local text, parts, done, from = raw.text, {}, 1, 1
    -- Looking for the few elements in question by plain text beats a pattern over the whole drawing.
    while true do
      local div = text:find("<div class=", from, true)
      local svg = text:find("<svg", from, true)
      from = div and svg and math.min(div, svg) or div or svg
      if not from then
        break
      end
      local made, after = element(text, from)
      if made then
        parts[#parts + 1] = text:sub(done, from - 1) .. made
        done = after
      end
      from = math.max(done, from + 1)
    end
    if #parts == 0 then
      return nil
    end
    raw.text = table.concat(parts) .. text:sub(done)
    return raw
  end

  -- A walk would copy what has nothing inside.
  local made = pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    if block.t == "RawBlock" then
      made:insert(marked(block) or block)
    else
      made:extend(pandoc.Blocks({ block }):walk({ RawBlock = marked }))
    end
  end
  return made
end

-- The one drawing function. `float`: id, kind, name (图 3), caption (inlines), content (blocks), unit, note,
-- source, basis, data, alt.
local function draw(float)
  local id = escape(float.id)
  local labelled = float.caption and (' aria-labelledby="' .. id .. '-caption"') or ""
  local blocks = pandoc.List({
    html('<figure id="' .. id .. '" class="exhibit exhibit-' .. float.kind .. '"' .. labelled .. ">"),
  })
  if float.kind == "figure" then
    blocks:insert(html(tools(float)))
    blocks:insert(html('<div class="exhibit-plot">'))
    blocks:extend(named(float.content, float.name, float.alt))
    blocks:insert(html("</div>"))
    blocks:extend(caption(float))
    blocks:extend(notes(float))
  else
    local name = float.caption and labelled or (' aria-label="' .. float.name .. '"')
    blocks:extend(caption(float))
    blocks:extend(line("exhibit-unit", "单位：", float.unit))
    blocks:insert(html('<div class="exhibit-scroll" role="region" tabindex="0"' .. name .. ">"))
    blocks:extend(float.content)
    blocks:insert(html("</div>"))
    blocks:extend(notes(float))
    blocks:insert(html(tools(float)))
  end
  blocks:insert(html("</figure>"))
  return blocks
end

local function read(id, kind, name, attributes)
  return {
    id = id,
    kind = kind,
    name = name,
    unit = attribute(attributes, "unit"),
    note = attribute(attributes, "note"),
    source = attribute(attributes, "source-line"),
    basis = attribute(attributes, "basis"),
    data = attribute(attributes, "data-file") or attributes["file"],
    alt = attribute(attributes, "fig-alt"),
  }
end

local function from_div(div)
  if div.classes:includes("ipabs-float") then
    local a = div.attributes
    local kind = (attribute(a, "ref-type") == "tbl") and "table" or "figure"
    local word = attribute(a, "supplement") or (kind == "table" and "表" or "图")
    local float = read(div.identifier, kind, word .. "\u{a0}" .. attribute(a, "number"), a)
    float.content = pandoc.List()
    for _, block in ipairs(div.content) do
      if block.t == "Div" and block.classes:includes("float-caption") then
        float.caption = pandoc.utils.blocks_to_inlines(block.content)
      elseif block.t == "Div" and block.classes:includes("float-content") then
        float.content:extend(block.content)
      else
        float.content:insert(block)
      end
    end
    -- A picture of the text is no chart: it has no table behind it and no drawing to take away.
    pandoc.Blocks(float.content):walk({ Image = function() float.picture = true end })
    return draw(float)
  end
  if div.identifier:match("^list%-") then
    local title = attribute(div.attributes, "list-title")
    local float = read(div.identifier, "list", title or "列表", div.attributes)
    float.caption = title and pandoc.Inlines(note_inlines(title))
    float.content = div.content
    return draw(float)
  end
end

-- Widths in pixels, which pandoc writes as attributes: the page's policy forbids the styles that it makes of others. A share is
-- one of the column where it is widest; where that is too wide, the style sheet makes it narrower.
local COLUMN = 704
local PIXELS = { [""] = 1, px = 1, ["in"] = 96, cm = 96 / 2.54, mm = 9.6 / 2.54, pt = 4 / 3, pc = 16, em = 16, ["%"] = COLUMN / 100 }

local function from_image(image)
  for _, name in ipairs({ "width", "height" }) do
    local count, unit = (image.attributes[name] or ""):match("^%s*([%d.]+)%s*([%a%%]*)%s*$")
    local pixels = tonumber(count) and PIXELS[unit]
    image.attributes[name] = pixels and string.format("%.0f", tonumber(count) * pixels) or nil
  end
  return image
end

local function set(functions)
  unbutton, bare = functions.unbutton, functions.bare
end

return { from_div = from_div, from_image = from_image, set = set }
