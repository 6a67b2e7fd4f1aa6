-- Tables written in the text, and the last touches to those that notebooks wrote as HTML.

local function part(name)
  local resolve = quarto and quarto.utils and quarto.utils.resolve_path
  if resolve then
    return dofile(resolve(name))
  end
  return dofile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), name }))
end

local cells = part("../shared/tables.lua")

local written -- given by look.lua: inlines of plain data as HTML; nil where the writer must see them

-- Words in a column of numbers, [期限在1年左右]{.phrase}, are set as text.
local function is_phrase(cell)
  local first = cell[1]
  return first and first.t == "Span" and (first.class or first.classes and first.classes[1]) == "phrase"
end

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
      local block = columns[index] == "num" and cell.contents[1]
      local sentence = block and block.content and is_phrase(block.content)
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

-- HTML and inlines in their order, with as few raw pieces as may be: every walk that follows copies each of them.
local function new_output()
  local inlines, parts = {}, {}
  local function flush()
    if #parts > 0 then
      inlines[#inlines + 1] = pandoc.RawInline("html", table.concat(parts))
      parts = {}
    end
  end
  return {
    put = function(text)
      parts[#parts + 1] = text
    end,
    extend = function(list)
      flush()
      for _, el in ipairs(list) do
        inlines[#inlines + 1] = el
      end
    end,
    inlines = function()
      flush()
      return inlines
    end,
  }
end

local GROUP = { group = true, phrase = true }

-- Whether there is more to a table than rows.
local function has_more(tbl)
  return #tbl.caption.long > 0 or #tbl.foot.rows > 0 or tbl.identifier ~= "" or #tbl.classes > 0
end

-- The usual table as pandoc's writer would have it after `dress`; nil for any other.
local function written_table(tbl, a)
  local head, rows, all = cells.read(tbl, GROUP)
  if not all or not tbl.rows and has_more(tbl) then
    return nil
  end
  local columns, widths = {}, {}
  for index, given in ipairs(cells.alignments(tbl)) do
    local class = alignments[(a.align or ""):sub(index, index)]
    columns[index] = class or ({ AlignRight = "num", AlignCenter = "centre" })[given] or "text"
  end
  for width in (a.widths or ""):gmatch("%d+") do
    widths[#widths + 1] = width
  end
  local form = a.form and a.form ~= "" and " layout-" .. a.form or ""
  local out = new_output()
  local function put_cell(name, cell, index, more)
    local sentence = columns[index] == "num" and is_phrase(cell)
    local open = "<" .. name .. ' class="' .. (sentence and "text" or columns[index] or "text") .. '"' .. more .. ">"
    local made, close = written(cell), "</" .. name .. ">\n"
    if made then
      out.put(open .. made .. close)
    else
      out.put(open)
      out.extend(cells.inlines(cell))
      out.put(close)
    end
  end
  out.put('<table class="' .. (#widths > 0 and "fixed " or "") .. "ipabs-table" .. form .. '">\n<thead>\n<tr>\n')
  for index, cell in ipairs(head) do
    put_cell("th", cell, index, (widths[index] and ' width="' .. widths[index] .. '%"' or "") .. ' scope="col"')
  end
  out.put("</tr>\n</thead>\n<tbody>\n")
  local total, emphasis = tonumber(a.total) or 0, tonumber(a.emphasis) or 0
  for index, row in ipairs(rows) do
    local classes = index > #rows - total and { "total" } or index == emphasis and { "emphasis" } or {}
    local lead = row[1] and row[1][1]
    local named = lead and lead.t == "Span" and (lead.class == "group" or lead.classes and lead.classes:includes("group"))
    if named then
      classes[#classes + 1] = "group"
    end
    out.put(#classes > 0 and '<tr class="' .. table.concat(classes, " ") .. '">\n' or "<tr>\n")
    if named then
      out.put("<td" .. (#row > 1 and ' colspan="' .. #row .. '"' or "") .. ">")
      out.extend({ pandoc.Str(cells.text_of(row[1])) })
      out.put("</td>\n")
    else
      for column, cell in ipairs(row) do
        put_cell("td", cell, column, "")
      end
    end
    out.put("</tr>\n")
  end
  out.put("</tbody>\n</table>")
  return pandoc.Plain(out.inlines())
end

-- The one table of a div, if it holds nothing else.
local function only_table(div)
  local content = div.content
  return #content == 1 and cells.table_in(content[1]) or nil
end

local function from_div(div)
  if not div.classes:includes("ipabs-table") then
    return nil
  end
  local a = div.attributes
  local total = tonumber(a.total) or 0
  local emphasis = tonumber(a.emphasis) or 0
  local only = (not a.groups or a.groups == "") and only_table(div)
  local usual = only and written_table(only, a)
  local made = usual and { usual } or cells.opened(div.content):walk({
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
  blocks:extend(made)
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

local function set(functions)
  written = functions.written
end

return { from_div = from_div, bare = bare, raw = raw, set = set }
