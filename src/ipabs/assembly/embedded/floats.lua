-- Floats, each a Div.ipabs-float, out of embeds, figures, tables and divs; callouts with their titles.

local data, _, read, fail, inlines, table_of = ...
local stringify = pandoc.utils.stringify

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

local function caption_of(given)
  return given.markdown and pandoc.utils.blocks_to_inlines(read(given.markdown)) or inlines(given)
end

local html

-- What notebooks wrote as HTML comes in one file of its own, which need not be decoded: start and length of each piece.
local function written(at)
  if not html then
    local file = assert(io.open(os.getenv("IPABS_ASSEMBLY") .. "/pieces.html", "rb"))
    html = file:read("a")
    file:close()
  end
  return html:sub(at[1] + 1, at[1] + at[2])
end

local function pieces(embed)
  local content = pandoc.Blocks({})
  for _, piece in ipairs(embed.pieces) do
    local mime, text = piece[1], piece[2]
    if mime == "text/html" then
      content:insert(pandoc.RawBlock("html", written(text)))
    elseif mime == "table" then
      content:insert(pandoc.Div({ table_of(text.table) }, pandoc.Attr("", { "ipabs-table" }, text.attributes)))
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
  return float(embed.label, embed.kind, classes, attrs, caption_of(embed.caption), pieces(embed))
end

local function from_raw(block)
  if block.format == "ipabs-embed" then return embedded(block) end
end

local function from_figure(figure)
  local kind = kind_of(figure.identifier)
  if not kind then return nil end
  local attrs, classes = {}, pandoc.List(figure.classes)
  -- Who can't see a picture that says nothing itself is told its caption.
  local words = stringify(figure.caption.long)
  local content = figure.content:walk({
    Image = function(image)
      for key, text in pairs(image.attributes) do attrs[key] = text end
      classes:extend(image.classes)
      attrs["fig-alt"] = attrs["fig-alt"] or attrs.alt or words
      image.attributes["fig-alt"] = attrs["fig-alt"]
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
  if last and last.t == "Para" and #content > 1 then
    caption = last.content
    content:remove()
  elseif attrs[kind .. "-cap"] then
    caption = caption_of({ markdown = attrs[kind .. "-cap"] })
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
      if #image.caption == 0 and not image.attributes["fig-alt"] and not image.attributes.alt then
        image.attributes["fig-alt"] = attrs["fig-alt"] or stringify(caption or {})
        attrs["fig-alt"] = image.attributes["fig-alt"]
      end
      return image
    end,
    Div = function(inner)
      if inner.classes:includes("ipabs-float") then fail("nested", div.identifier) end
    end,
  })
  return float(div.identifier, kind, div.classes, attrs, caption or {}, content)
end

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

-- Each walk costs a copy of what it visits.
local function find(doc)
  doc.blocks = doc.blocks:walk({ RawBlock = from_raw, Figure = from_figure, Table = from_table })
  doc.blocks = doc.blocks:walk({
    Div = function(div)
      local made = from_div(div)
      return callout(made or div) or made
    end,
  })
end

return { find = find }
