// SPDX-FileCopyrightText: 2026 The Assay Authors
// SPDX-License-Identifier: Apache-2.0
// Charts as PNG. The few functions of librsvg 2.46 and cairo that it takes, found at run time.
#include "report/png.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <string>

#include "base/error.h"
#include "base/files.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr double kPixelWidth = 1920;

struct Rectangle {
  double x, y, width, height;
};

/// Opaque objects of the libraries are void* here. Set-up only.
struct Renderer {
  void* library = dlopen("librsvg-2.so.2", RTLD_NOW | RTLD_LOCAL);
  void* (*read)(const unsigned char*, std::size_t, void**) = nullptr;
  int (*render)(void*, void*, const Rectangle*, void**) = nullptr;
  void (*release)(void*) = nullptr;
  void* (*make_image)(int, int, int) = nullptr;
  void* (*make_context)(void*) = nullptr;
  int (*write_png)(void*, const char*) = nullptr;
  void (*end_context)(void*) = nullptr;
  void (*end_image)(void*) = nullptr;

  Renderer() {
    Find(read, "rsvg_handle_new_from_data");
    Find(render, "rsvg_handle_render_document");
    Find(release, "g_object_unref");
    Find(make_image, "cairo_image_surface_create");
    Find(make_context, "cairo_create");
    Find(write_png, "cairo_surface_write_to_png");
    Find(end_context, "cairo_destroy");
    Find(end_image, "cairo_surface_destroy");
  }

  template <typename Function>
  void Find(Function& function, const char* name) {
    void* address = library != nullptr ? dlsym(library, name) : nullptr;
    if (address == nullptr) {
      throw Error(ErrorCode::kMissingFile,
                  "PNG files are drawn by librsvg 2.46 or newer, which is not on this machine "
                  "(Debian: librsvg2-2): install it, or ask for --svg alone");
    }
    function = reinterpret_cast<Function>(address);
  }
};

/// Height over width, from the viewBox that our files have.
double ShapeOf(const std::string& svg) {
  double width = 0, height = 0;
  const std::size_t at = svg.find("viewBox=\"0 0 ");
  const bool is_ours = at != svg.npos &&
                       std::sscanf(svg.c_str() + at, "viewBox=\"0 0 %lf %lf", &width, &height) == 2;
  ASSAY_CHECK(is_ours && width > 0 && height > 0);
  return height / width;
}

void Draw(const Renderer& with, const std::string& svg, const fs::path& file) {
  const double height = std::ceil(kPixelWidth * ShapeOf(svg));
  void* image =
      with.make_image(0 /* ARGB32 */, static_cast<int>(kPixelWidth), static_cast<int>(height));
  void* context = with.make_context(image);
  void* handle = with.read(reinterpret_cast<const unsigned char*>(svg.data()), svg.size(), nullptr);
  const Rectangle page = {0, 0, kPixelWidth, height};
  const bool is_drawn = handle != nullptr && with.render(handle, context, &page, nullptr) != 0;
  const bool is_written = is_drawn && with.write_png(image, file.c_str()) == 0;
  if (handle != nullptr) with.release(handle);
  with.end_context(context);
  with.end_image(image);
  if (!is_written) {
    throw Error(ErrorCode::kUnwritable,
                fmt::format("could not draw {}: is the disk full or the folder write-protected?",
                            file.string()));
  }
}

}  // namespace

std::vector<fs::path> WritePngs(const std::vector<fs::path>& svgs) {
  const Renderer renderer;
  std::vector<fs::path> files;
  for (const fs::path& svg : svgs) {
    files.push_back(fs::path(svg).replace_extension(".png"));
    Draw(renderer, ReadFile(svg, "chart"), files.back());
  }
  return files;
}

}  // namespace assay
