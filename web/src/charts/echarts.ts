/** The parts of ECharts that the console draws with; nothing else is loaded. */
import { BarChart, ChordChart, HeatmapChart, LineChart, SankeyChart } from 'echarts/charts';
import { GridComponent, TitleComponent, TooltipComponent, VisualMapComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, ChordChart, HeatmapChart, LineChart, SankeyChart, GridComponent, TitleComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);

export { init, type EChartsType };
