# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
# A folder of views/ or app/ is a target, and its link line says what it may know: check_arrows.py holds the
# #include lines against LINKS.
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets)

# scorescope_window_target(NAME [SOURCES file...] [LINKS target...] [PRIVATE_LINKS target...] [VTK]) makes
# scorescope-NAME from the C++ sources of this folder (not of those below it), and SOURCES. LINKS are other
# folders, PRIVATE_LINKS libraries of others. With VTK its sources may include VTK.
function(scorescope_window_target name)
  cmake_parse_arguments(window "VTK" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cpp *.h)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(scorescope-${name} STATIC ${sources} ${window_SOURCES})
  set_target_properties(scorescope-${name} PROPERTIES AUTOMOC ON AUTORCC ON)
  target_compile_definitions(scorescope-${name} PUBLIC QT_NO_KEYWORDS)
  target_link_libraries(scorescope-${name}
    PUBLIC ${window_LINKS} Qt6::Core Qt6::Gui Qt6::Widgets
    PRIVATE ${window_PRIVATE_LINKS})
  scorescope_reuse_header(scorescope-${name} window-header)
  if(window_VTK)
    target_link_libraries(scorescope-${name} PRIVATE ${VTK_LIBRARIES})
    vtk_module_autoinit(TARGETS scorescope-${name} MODULES ${VTK_LIBRARIES})
  endif()
endfunction()
