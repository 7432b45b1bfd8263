# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
# A folder of the engine is a target, and its link line says what it may know.

# What includes LibTorch (files *_torch.cpp) is compiled behind one precompiled header, shared by all folders:
# about 20 s a file without it.
file(WRITE ${CMAKE_BINARY_DIR}/generated/torch_header.cpp.in "// The precompiled header of LibTorch hangs on this file.\n")
configure_file(${CMAKE_BINARY_DIR}/generated/torch_header.cpp.in ${CMAKE_BINARY_DIR}/generated/torch_header.cpp COPYONLY)
add_library(scorescope-torch-header OBJECT ${CMAKE_BINARY_DIR}/generated/torch_header.cpp)
target_link_libraries(scorescope-torch-header PRIVATE scorescope-options ${TORCH_LIBRARIES} nlohmann_json::nlohmann_json)
target_include_directories(scorescope-torch-header SYSTEM PRIVATE ${TORCH_INCLUDE_DIRS})
target_precompile_headers(scorescope-torch-header PRIVATE <torch/torch.h>)

# scorescope_engine_target(NAME [SOURCES file...] [LINKS target...] [PRIVATE_LINKS target...]) makes scorescope-NAME from the C++ sources of
# this folder and those below it, and SOURCES. LINKS are the folders it may include, PRIVATE_LINKS libraries of others.
function(scorescope_engine_target name)
  cmake_parse_arguments(engine "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  foreach(source IN LISTS sources)
    if(source MATCHES "_avx2\\.cpp$")
      set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "-mavx2;-mfma" SKIP_PRECOMPILE_HEADERS ON)
    elseif(source MATCHES "_avx512\\.cpp$")
      set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS
        "-mavx512f;-mavx512dq;-mavx512bw;-mavx512vl;-mavx2;-mfma;-mprefer-vector-width=512" SKIP_PRECOMPILE_HEADERS ON)
    endif()
  endforeach()
  set(torch_sources ${sources})
  list(FILTER torch_sources INCLUDE REGEX "_torch\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_torch\\.cpp$")
  add_library(scorescope-${name} STATIC ${sources} ${engine_SOURCES})
  target_link_libraries(scorescope-${name}
    PUBLIC scorescope-options nlohmann_json::nlohmann_json Threads::Threads ${engine_LINKS}
    PRIVATE ${engine_PRIVATE_LINKS} ${CMAKE_DL_LIBS})
  scorescope_reuse_header(scorescope-${name} engine-header)
  if(torch_sources)
    add_library(scorescope-${name}-torch OBJECT ${torch_sources})
    target_link_libraries(scorescope-${name}-torch PRIVATE scorescope-options ${TORCH_LIBRARIES} nlohmann_json::nlohmann_json)
    target_include_directories(scorescope-${name}-torch SYSTEM PRIVATE ${TORCH_INCLUDE_DIRS})
    target_precompile_headers(scorescope-${name}-torch REUSE_FROM scorescope-torch-header)
    set_property(GLOBAL APPEND PROPERTY scorescope_torch_folders ${name})
  endif()
endfunction()

# The library of all files *_torch.cpp, which programs open when they first need it (engine/core/torch_library.h).
# It brings what it uses of the engine along, and shows nothing but its tables.
function(scorescope_torch_library)
  add_library(scorescope-torch MODULE)
  get_property(folders GLOBAL PROPERTY scorescope_torch_folders)
  foreach(name IN LISTS folders)
    target_sources(scorescope-torch PRIVATE $<TARGET_OBJECTS:scorescope-${name}-torch>)
    target_link_libraries(scorescope-torch PRIVATE scorescope-${name})
  endforeach()
  target_link_libraries(scorescope-torch PRIVATE scorescope-options ${TORCH_LIBRARIES})
  target_link_options(scorescope-torch PRIVATE -Wl,--exclude-libs,ALL)
  set_target_properties(scorescope-torch PROPERTIES LINKER_LANGUAGE CXX LIBRARY_OUTPUT_DIRECTORY ${SCORESCOPE_LIBRARY_FOLDER})
  install(TARGETS scorescope-torch LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/scorescope)
endfunction()
