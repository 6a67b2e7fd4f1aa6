-- Tables written in the text, and the last touches to those that notebooks wrote as HTML.

local alignments = { l = "text", c = "centre", r = "num" }

local function each_row(tbl, visit)
  for _, row in ipairs(tbl.head.rows) do
    visit(row, "head")
  end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.head) do
      visit(row, "body")
    end
    for _, row in ipairs(body.body) do
      visit(row, "body")
    end
  end
end

-- pandoc would write widths and alignments as style attributes, which the page's policy forbids.
-- `piped`: the table is a pipe table, whose cells have neither alignments nor attributes of their own. Giving them
-- new attributes is many times faster than changing what they have.
local function dress(tbl, align, widths, piped)
  local columns = {}
  for index, spec in ipairs(tbl.colspecs) do
    local letter = align and align:sub(index, index) or ""
    local class = alignments[letter]
    if not class then
      local given = spec[1] or spec.alignment
      class = ({ AlignRight = "num", AlignCenter = "centre" })[given] or "text"
    end
    columns[index] = class
    tbl.colspecs[index] = { "AlignDefault", nil }
  end
  local head = tbl.head.rows[1]
  local index = 0
  for width in (head and widths or ""):gmatch("%d+") do
    index = index + 1
    if head.cells[index] then
      head.cells[index].attributes.width = width .. "%"
    end
  end
  if index > 0 then
    tbl.classes:insert("fixed")
  end
  each_row(tbl, function(row, place)
    for index, cell in ipairs(row.cells) do
      -- A sentence in a column of numbers is set as text.
      local sentence = columns[index] == "num" and pandoc.text.len(pandoc.utils.stringify(cell.contents)) > 12
      local class = sentence and "text" or columns[index] or "text"
      if piped and place == "body" then
        cell.attr = pandoc.Attr("", { class })
      else
        cell.alignment = "AlignDefault"
        cell.classes:insert(class)
      end
      if place == "head" then
        cell.attributes.scope = "col"
      end
    end
  end)
  tbl.classes:insert("ipabs-table")
  return tbl
end

local function group_row(groups)
  local cells = pandoc.List()
  for span, title in groups:gmatch("(%d+):([^;]*)") do
    local classes = title ~= "" and { "group" } or {}
    local attributes = title ~= "" and { scope = "colgroup" } or {}
    local content = title ~= "" and { pandoc.Plain({ pandoc.Str(title) }) } or {}
    cells:insert(pandoc.Cell(content, "AlignDefault", 1, tonumber(span), pandoc.Attr("", classes, attributes)))
  end
  return pandoc.Row(cells)
end

local function from_div(div)
  if not div.classes:includes("ipabs-table") then
    return nil
  end
  local a = div.attributes
  local total = tonumber(a.total) or 0
  local emphasis = tonumber(a.emphasis) or 0
  local made = div:walk({
    Table = function(tbl)
      dress(tbl, a.align, a.groups and a.groups ~= "" and "" or a.widths, true)
      if a.form and a.form ~= "" then
        tbl.classes:insert("layout-" .. a.form)
      end
      if a.groups and a.groups ~= "" then
        tbl.head.rows:insert(1, group_row(a.groups))
      end
      for _, body in ipairs(tbl.bodies) do
        local rows = body.body
        for index, row in ipairs(rows) do
          local first = row.cells[1]
          if index > #rows - total then
            row.classes:insert("total")
          elseif index == emphasis then
            row.classes:insert("emphasis")
          end
          for _, block in ipairs(first and first.contents or {}) do
            local lead = block.content and block.content[1]
            if lead and lead.t == "Span" and lead.classes:includes("group") then
              local text = pandoc.utils.stringify(first.contents)
              row.cells = { pandoc.Cell({ pandoc.Plain({ pandoc.Str(text) }) }, "AlignDefault", 1, #row.cells) }
              row.classes:insert("group")
            end
          end
        end
      end
      return tbl
    end,
  })
  local label = a.label or "明细表"
  local blocks = pandoc.List({
    pandoc.RawBlock("html", '<div class="exhibit-scroll" role="region" tabindex="0" aria-label="' .. label .. '">'),
  })
  blocks:extend(made.content)
  blocks:insert(pandoc.RawBlock("html", "</div>"))
  return blocks
end

local function bare(tbl)
  if tbl.classes:includes("ipabs-table") then
    return nil
  end
  return dress(tbl)
end

local function ratings(text)
  local function mark(before, letters, sign)
    local raised = sign == "" and "" or ("<sup>" .. sign .. "</sup>")
    return before .. '<span class="rating">' .. letters .. raised .. "<sub>sf</sub></span>"
  end
  local count
  repeat
    text, count = text:gsub("(>[^<>]*)%f[%a]([ABC]+)([+-]?)sf%f[%A]", mark)
  until count == 0
  return text
end

-- The rating notation inside tables that are already HTML.
local function raw(block)
  if block.format:match("^html") and block.text:find("sf", 1, true) then
    block.text = block.text:gsub("<table.-</table>", ratings)
    return block
  end
end

return { from_div = from_div, bare = bare, raw = raw }
