-- The small bars of the headline figures, drawn into the metadata so that they need no script.

local STEP, WIDE, HIGH = 32, 25, 28

local function numbers(text)
  local list = {}
  for entry in (text .. ","):gmatch("([^,]*),") do
    list[#list + 1] = tonumber(entry) or false
  end
  return list
end

local function plain(value)
  return value ~= nil and pandoc.utils.stringify(value) or ""
end

local function share(value)
  local width = 160
  return string.format(
    '<svg class="spark" viewBox="0 0 %d 28" width="%d" height="28" aria-hidden="true">'
      .. '<rect class="spark-rest" x="0.5" y="11.5" width="%d" height="9"/>'
      .. '<rect class="spark-last" x="0" y="11" width="%.1f" height="10"/></svg>',
    width, width, width - 1, width * math.min(math.max(value, 0), 100) / 100
  )
end

local function bars(values, partial)
  local top = 0
  for _, value in ipairs(values) do
    top = math.max(top, value or 0)
  end
  local width = STEP * #values - (STEP - WIDE)
  local parts = {
    string.format('<svg class="spark" viewBox="0 0 %d 30" width="%d" height="30" aria-hidden="true">', width, width),
  }
  for index, value in ipairs(values) do
    if value and top > 0 then
      local part = partial[index] == 1
      local tall = math.max(value / top * HIGH, 1)
      local class = part and "spark-part" or (index == #values and "spark-last" or "spark-past")
      local inset = part and 0.6 or 0
      parts[#parts + 1] = string.format(
        '<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"%s/>',
        class, (index - 1) * STEP + inset, HIGH - tall + 1 + inset, WIDE - 2 * inset,
        math.max(tall - 2 * inset, 0.4), part and ' fill="url(#ipabs-hatch)"' or ""
      )
    end
  end
  parts[#parts + 1] = string.format('<path class="spark-zero" d="M0 29.4H%d"/></svg>', width)
  return table.concat(parts)
end

local function drawing(entry)
  local part = tonumber(plain(entry.share))
  if part then
    return share(part)
  end
  if plain(entry.bars) == "" then
    return nil
  end
  return bars(numbers(plain(entry.bars)), numbers(plain(entry.partial)))
end

local function address(look)
  local given = plain(look.address)
  if given == "" then
    return nil
  end
  return given:match("/$") and given or given .. "/"
end

-- Runs before the prose is marked up: what the template puts into attributes stays plain text.
local function meta(data)
  local edition = data.edition
  if not edition then
    return nil
  end
  local look = data.look or {}
  data.plain = {
    name = plain(edition.name),
    period = plain(edition.title),
    title = plain(look.title or data.title),
    series = plain(look.series),
    publisher = plain(look.institution),
    logo = look.logo and plain(look.logo.alternative),
    address = address(look),
    summary = plain(edition.summary),
    ["cut-off"] = plain(edition["cut-off-iso"]),
  }
  for _, entry in ipairs(edition.downloads or {}) do
    entry.href = plain(entry.href)
  end
  for _, entry in ipairs(edition.headline or {}) do
    local svg = drawing(entry)
    entry.id = plain(entry.id)
    entry.drawing = svg and pandoc.Inlines({ pandoc.RawInline("html", svg) })
  end
  if edition.newest and plain(edition.newest.name) == plain(edition.name) then
    edition.newest = nil
  end
  data.edition = edition
  return data
end

return { meta = meta }
