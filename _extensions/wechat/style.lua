-- Inline styles, the only ones that the editor of a WeChat public account keeps; colours are those of the theme.

local colours = {}

local function set(light)
  for role, value in pairs(light or {}) do colours[role] = '#' .. pandoc.utils.stringify(value) end
end

-- `{ink}` in a style stands for the colour of that role.
local function css(text)
  return (text:gsub('{(%w+)}', function(role) return colours[role] or '#1b2430' end))
end

local STYLES = {
  page = 'max-width:677px;margin:0 auto;padding:16px;box-sizing:border-box;font-size:16px;line-height:1.8;color:{ink};text-align:left;word-break:break-word;',
  period = 'margin:0 0 4px;font-size:14px;color:{accent};',
  title = 'margin:0 0 8px;font-size:24px;line-height:1.4;font-weight:bold;color:{brand};',
  by = 'margin:0 0 16px;font-size:13px;color:{ink2};',
  summary = 'margin:0 0 16px;font-size:16px;line-height:1.8;',
  h2 = 'margin:40px 0 16px;padding:0 0 8px;border-bottom:2px solid {brand};font-size:20px;line-height:1.4;font-weight:bold;color:{brand};',
  h3 = 'margin:28px 0 12px;padding:0 0 0 10px;border-left:4px solid {brand};font-size:17px;line-height:1.4;font-weight:bold;color:{ink};',
  p = 'margin:0 0 16px;',
  small = 'margin:0 0 8px;font-size:13px;line-height:1.7;color:{ink2};',
  reference = 'margin:0 0 8px;font-size:13px;line-height:1.7;color:{ink2};',
  ul = 'margin:0 0 8px;padding:0 0 0 20px;',
  li = 'margin:0 0 6px;',
  exhibit = 'margin:24px 0;',
  caption = 'margin:0 0 4px;font-size:15px;line-height:1.5;font-weight:bold;text-align:center;',
  number = 'color:{brand};',
  unit = 'margin:0 0 4px;font-size:12px;line-height:1.5;color:{ink2};text-align:right;',
  note = 'margin:6px 0 0;font-size:12px;line-height:1.6;color:{ink2};',
  tag = 'display:inline-block;padding:0 4px;border:1px solid {accent};font-size:11px;line-height:1.5;color:{accent};',
  image = 'display:block;width:100%;max-width:677px;height:auto;margin:0 auto 6px;',
  inlineimage = 'max-width:100%;height:auto;vertical-align:middle;',
  box = 'margin:20px 0;padding:14px 16px 6px;background-color:{surface};font-size:14px;line-height:1.7;',
  notice = 'margin:20px 0;padding:12px 14px 6px;background-color:{warnbg};border-left:4px solid {accent};font-size:14px;line-height:1.7;',
  boxtitle = 'margin:0 0 6px;font-size:15px;font-weight:bold;color:{brand};',
  noticetitle = 'margin:0 0 6px;font-size:16px;font-weight:bold;color:{accent};',
  reading = 'margin:20px 0 8px;font-size:15px;font-weight:bold;color:{brand};',
  headline = 'margin:0 0 10px;padding:0 0 0 10px;border-left:3px solid {s3};font-size:13px;line-height:1.6;color:{ink2};',
  digits = 'font-size:20px;font-weight:bold;color:{brand};',
  table = 'width:100%;margin:0;border-collapse:collapse;border-top:2px solid {rule};border-bottom:2px solid {rule};font-size:13px;line-height:1.5;',
  head = 'padding:6px 4px;border:0;border-bottom:1px solid {rule};font-weight:bold;vertical-align:bottom;word-break:normal;',
  cell = 'padding:5px 4px;border:0;vertical-align:top;word-break:normal;',
  sub = 'font-size:0.66em;line-height:0;',
  mark = 'font-size:11px;line-height:0;color:{link};',
}

local function named(name, more) return ' style="' .. css(STYLES[name] .. (more or '')) .. '"' end

return { set = set, css = css, named = named }
